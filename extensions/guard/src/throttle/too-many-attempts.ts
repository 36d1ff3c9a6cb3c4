import { HitRateLimitError } from '@directus/errors';
import type { Refusal } from './attempt-limiter.ts';
import type { HttpResponse } from './request-context.ts';

/**
 * The error that Directus itself uses for its limits: 429, code `REQUESTS_EXCEEDED`. It also puts
 * `Retry-After` (whole seconds) and the status on the response, which GraphQL wouldn't do.
 */
export function tooManyAttempts(
  refusal: Refusal,
  limit: number,
  response: HttpResponse | undefined,
): Error {
  if (response !== undefined && !response.headersSent) {
    response.set('Retry-After', String(Math.max(1, Math.ceil(refusal.retryAfterMs / 1000))));
    response.status(429);
  }
  return new HitRateLimitError({ limit, reset: new Date(Date.now() + refusal.retryAfterMs) });
}
