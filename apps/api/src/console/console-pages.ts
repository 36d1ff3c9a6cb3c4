import { randomBytes } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { readSessionCookie } from '../auth/session-cookie.ts';

/** The console, to be served. */
export type ConsolePages = ReturnType<typeof createConsolePages>;

/** The addresses of the console's pages. A test holds them to its router, apps/console/src/app/router.tsx. */
export const pagePaths: ReadonlySet<string> = new Set([
  '/',
  '/sign-in',
  '/register',
  '/forgot-password',
  '/account',
  '/account/reset',
  '/account/verify',
  '/account/email',
  '/account/not-me',
  '/account/restore',
  '/captions',
  '/batch',
  '/library',
  '/connections',
  '/chat',
  '/admin/queue',
  '/admin/servers',
  '/admin/jobs',
  '/admin/audit',
  '/admin/users',
]);

/** What the build puts where the nonce of an answer belongs; see apps/console/vite.config.ts. */
const noncePlaceholder = '__CSP_NONCE__';

/** Where the page tells whether its reader can have a session; see apps/console/index.html. */
const visitorPlaceholder = '__GENIE_VISITOR__';

/** What is only for who may have a session, in the first group; see apps/console/scripts/index-html.ts. */
const onlyForKnown = /<!--known-->(.*?)<!--\/known-->/s;

/** A name without a folder in it, so that it leads out of none. */
const assetName = /^[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)+$/;

/** @param dir the folder that the build writes; it needn't be there yet, and without one there is no console */
export function createConsolePages(dir: string | undefined) {
  const files = createConsoleFiles(dir);

  /**
   * Answers with the page.
   *
   * @returns whether it did: false where the console isn't built. Not the reply, which is a promise itself and resolves to
   *   nothing once it's sent
   */
  async function send(reply: FastifyReply): Promise<boolean> {
    const page = await files.readPage();
    if (page === undefined) return false;
    const nonce = randomBytes(16).toString('base64url');
    // Of the cookie no more than whether there is one.
    const visitor = readSessionCookie(reply.request).kind === 'absent' ? 'new' : 'known';
    const html = page
      .replaceAll(noncePlaceholder, nonce)
      .replace(visitorPlaceholder, visitor)
      .replace(onlyForKnown, visitor === 'known' ? '$1' : '');
    reply
      .header('content-security-policy', consolePolicy(nonce))
      .type('text/html; charset=utf-8')
      .send(html);
    return true;
  }

  return {
    ...files,
    send,
    /**
     * The same for an address that no route has. A person who opens one gets the page, which shows the place in the
     * console that it names, or that there is none; a program gets nothing from here.
     */
    async answerPage(request: FastifyRequest, reply: FastifyReply): Promise<boolean> {
      const path = request.url.split('?', 1)[0] ?? '';
      const isApi = path === '/api' || path.startsWith('/api/');
      if (isApi || !wantsPage(request)) return false;
      return send(reply.code(pagePaths.has(path) ? 200 : 404));
    },
  };
}

function wantsPage({ method, headers }: FastifyRequest): boolean {
  const isReading = method === 'GET' || method === 'HEAD';
  return isReading && /(?:^|,)\s*text\/html\s*(?:[;,]|$)/i.test(headers.accept ?? '');
}

/**
 * The content security policy of the console's page.
 *
 * Guarantees: only scripts that this server has as files run; none that found its way into the page, and no text is made
 * a script. The page talks to this server only, sends no form elsewhere and is in nobody's frame. Styles are files, or
 * carry the nonce of the answer.
 * Doesn't guarantee: anything about what a script of ours does.
 *
 * @param nonce for this one answer
 */
function consolePolicy(nonce: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');
}

/** The built console on the disk. Nothing is read before it is asked for. */
function createConsoleFiles(dir: string | undefined) {
  const assetsDir = dir === undefined ? undefined : join(dir, 'assets');
  return {
    /** Where the assets lie; undefined where this server has no console. */
    assetsDir,
    /** The page as it was built, with `noncePlaceholder` in it; undefined where there is none. */
    async readPage() {
      if (dir === undefined) return undefined;
      return readFile(join(dir, 'index.html'), 'utf8').catch(undefinedIfAbsent);
    },
    /** Whether there is an asset of this name. */
    async hasAsset(name: string) {
      if (assetsDir === undefined || !assetName.test(name)) return false;
      const found = await stat(join(assetsDir, name)).catch(undefinedIfAbsent);
      return found?.isFile() === true;
    },
  };
}

/** @throws whatever went wrong besides that there is no such file */
function undefinedIfAbsent(error: unknown): undefined {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (!/^(ENOENT|ENOTDIR|ENAMETOOLONG)$/.test(code)) throw error;
}
