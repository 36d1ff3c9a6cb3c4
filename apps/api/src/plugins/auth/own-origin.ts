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
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AppError } from '../../errors/app-error.ts';
import { headerValues } from './raw-headers.ts';

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
