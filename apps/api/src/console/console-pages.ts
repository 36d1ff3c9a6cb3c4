import { randomBytes } from 'node:crypto';
import fastifyStatic from '@fastify/static';
import type { FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';
import { readSessionCookie } from '../auth/session-cookie.ts';
import {
  type ConsoleFiles,
  createConsoleFiles,
  noncePlaceholder,
  onlyForKnown,
  visitorPlaceholder,
} from '../plugins/console/console-files.ts';
import { consolePolicy } from '../plugins/console/console-policy.ts';
import { pagePaths } from '../plugins/console/page-paths.ts';

declare module 'fastify' {
  interface FastifyInstance {
    consoleFiles: ConsoleFiles;
    /** Answers with the console's page. @returns undefined, and nothing answered, where the console isn't built */
    sendConsole(reply: FastifyReply): Promise<FastifyReply | undefined>;
    /**
     * The same for an address that no route has. A person who opens one gets the page, which shows the place in the
     * console that it names, or that there is none; a program gets nothing from here.
     */
    sendConsoleInstead(
      request: FastifyRequest,
      reply: FastifyReply,
    ): Promise<FastifyReply | undefined>;
  }
}

/** Decorates the app with what answers with the console. */
export const consolePages = fp<{ dir: string | undefined }>(
  async (app, { dir }) => {
    await app.register(fastifyStatic, { serve: false, preCompressed: true });
    const files = createConsoleFiles(dir);
    app.decorate('consoleFiles', files);

    app.decorate('sendConsole', async (reply) => {
      const page = await files.readPage();
      if (page === undefined) return undefined;
      const nonce = randomBytes(16).toString('base64url');
      // Of the cookie no more than whether there is one.
      const visitor = readSessionCookie(reply.request).kind === 'absent' ? 'new' : 'known';
      const html = page
        .replaceAll(noncePlaceholder, nonce)
        .replace(visitorPlaceholder, visitor)
        .replace(onlyForKnown, visitor === 'known' ? '$1' : '');
      return reply
        .header('content-security-policy', consolePolicy(nonce))
        .type('text/html; charset=utf-8')
        .send(html);
    });

    app.decorate('sendConsoleInstead', async (request, reply) => {
      const path = request.url.split('?', 1)[0] ?? '';
      const isApi = path === '/api' || path.startsWith('/api/');
      if (isApi || !wantsPage(request)) return undefined;
      return app.sendConsole(reply.code(pagePaths.has(path) ? 200 : 404));
    });
  },
  { name: 'console-pages' },
);

function wantsPage({ method, headers }: FastifyRequest): boolean {
  const isReading = method === 'GET' || method === 'HEAD';
  return isReading && /(?:^|,)\s*text\/html\s*(?:[;,]|$)/i.test(headers.accept ?? '');
}
