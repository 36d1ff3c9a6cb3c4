import { ServiceUnavailableError } from '@directus/errors';
import type { GuardedRequest, Next } from './directus-types.ts';
import { isChecked } from './guard-requests.ts';

/**
 * Express middleware behind Directus's authentication: a request with a token that the guard didn't
 * see is answered with 503. Directus unregisters all filters for a moment whenever an extension is
 * installed, removed or switched, and for good if this one is switched off; the middleware stays.
 */
export function requireGuard(request: GuardedRequest, _response: unknown, next: Next): void {
  const hasToken = request.token !== undefined && request.token !== null && request.token !== '';
  next(hasToken && !isChecked(request) ? unregistered() : undefined);
}

function unregistered(): Error {
  const reason = "The session guard isn't registered";
  return new ServiceUnavailableError({ service: 'session-guard', reason });
}
