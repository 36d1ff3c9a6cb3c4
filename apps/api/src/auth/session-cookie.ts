/**
 * The cookie that holds the token of a console's session.
 *
 * Guarantees: no script can read it (HttpOnly), no other site sends it (SameSite=Strict), no other host is sent it
 * (no Domain). Under HTTPS it goes over HTTPS only (Secure), and by the prefix `__Host-` nobody else, not even a
 * host beside ours, can have set it; the name without the prefix opens nothing there. Two cookies of the name are
 * none: one of them is somebody else's. It ends with the browser, and with the session at the latest.
 * Doesn't guarantee: any of that on plain HTTP, where another port or a host above can set a cookie of the name; nor
 * that a page of this very origin can't use it. Another port of this host is the same site: see `isFromOwnOrigin`.
 *
 * HTTPS is what this server speaks itself, or what a proxy in TRUST_PROXY says (`X-Forwarded-Proto`).
 */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AppError } from '../http/errors.ts';
import { headerValues, sessionCookieName } from '../http/headers.ts';

/** What came: exactly one cookie of the name, none, or several. */
export type PresentedCookie = { kind: 'one'; token: string } | { kind: 'absent' | 'several' };

/** Reads the cookie; the token in it is untrusted. */
export function readSessionCookie(request: FastifyRequest): PresentedCookie {
  const prefix = `${sessionCookieName(request.protocol)}=`;
  const [cookie, ...others] = headerValues(request.raw.rawHeaders, 'cookie')
    .flatMap((header) => header.split(';'))
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(prefix));
  if (cookie === undefined) return { kind: 'absent' };
  if (others.length > 0) return { kind: 'several' };
  return { kind: 'one', token: cookie.slice(prefix.length) };
}

/** Gives the client the cookie, in place of the one that it has. */
export function giveSessionCookie(reply: FastifyReply, token: string): void {
  reply.removeHeader('set-cookie');
  reply.header(
    'set-cookie',
    `${sessionCookieName(reply.request.protocol)}=${token}; ${flags(reply.request)}`,
  );
}

/** Has the client remove the cookie. */
export function dropSessionCookie(reply: FastifyReply): void {
  reply.removeHeader('set-cookie');
  const { request } = reply;
  reply.header(
    'set-cookie',
    `${sessionCookieName(request.protocol)}=; Max-Age=0; ${flags(request)}`,
  );
}

/**
 * What the browser forgets besides the cookie. Not `"cookies"`: that would take those of every host of the domain, and
 * so sign people out elsewhere.
 */
const forgotten = '"cache", "storage"';

/** Has the browser forget what it keeps of this origin's pages. */
export function forgetBrowserData(reply: FastifyReply): void {
  reply.header('clear-site-data', forgotten);
}

function flags({ protocol }: FastifyRequest): string {
  const always = 'Path=/; HttpOnly; SameSite=Strict';
  return protocol === 'https' ? `${always}; Secure` : always;
}

/**
 * Whether a request comes from a page of ours.
 *
 * Guarantees: a request passes only with one `Origin` that is the scheme, host and port which it was sent to. A
 * browser puts it on every request that isn't GET or HEAD, and no page can set it, so what another origin makes a
 * browser send is refused, that of another port on the same host included, which SameSite lets through.
 * Doesn't guarantee: anything about clients that aren't browsers. They can say any origin, and have no cookie of
 * anybody else's to misuse.
 *
 * Behind a proxy the scheme and the host are what one in TRUST_PROXY says (`X-Forwarded-Proto`, `X-Forwarded-Host`,
 * or the `Host` that it passes on); from a proxy that isn't named there, everything under HTTPS is refused.
 */

/** Whether the request has the origin that it was sent to. */
export function isFromOwnOrigin(request: FastifyRequest): boolean {
  const origins = headerValues(request.raw.rawHeaders, 'origin');
  return origins.length === 1 && origins[0] === originOf(request);
}

/**
 * For routes that hand out a cookie: others' pages are refused. A client that says no origin is no page.
 *
 * @throws AppError `auth.foreign_origin`
 */
export async function refuseForeignOrigin(
  request: FastifyRequest,
  _reply: FastifyReply,
): Promise<void> {
  const saysNone = headerValues(request.raw.rawHeaders, 'origin').length === 0;
  if (!saysNone && !isFromOwnOrigin(request)) throw new AppError('auth.foreign_origin');
}

/** As a browser writes it: in lower case, without the scheme's own port. */
function originOf({ protocol, host }: FastifyRequest): string | undefined {
  if (!/^(?:[A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?$/.test(host)) return undefined;
  try {
    return new URL(`${protocol}://${host}`).origin;
  } catch {
    return undefined;
  }
}
