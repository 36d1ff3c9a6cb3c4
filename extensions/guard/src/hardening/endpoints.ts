/**
 * Endpoints that Directus 11.17.4 opens before it looks at anybody's rights.
 *
 * Guarantees: each is answered with 403, before it does anything, to everyone but those who need it, in whatever letter
 * case it is asked for. The list is complete for what we found; what Directus adds later isn't on it.
 */
import { ForbiddenError } from '@directus/errors';
import type { Accountability, DirectusRequest, Next } from '../shared/directus.ts';

interface Endpoint {
  pattern: RegExp;
  isFor(who: Accountability): boolean;
}

const endpoints: readonly Endpoint[] = [
  // Argon2 for anyone, without a login, and a hash to be checked names its own cost: one request of 200 bytes made
  // Directus take 2.4 GB of memory. We use neither.
  { pattern: /^\/utils\/hash(\/|$)/, isFor: isAdmin },
  // Begins at once, for anyone, as often as asked; its failure makes a row and a mail to whoever the account names.
  { pattern: /^\/utils\/export(\/|$)/, isFor: mayUseApp },
  // Sends the caller's body to Directus's makers first, and writes where that fails.
  { pattern: /^\/settings\/owner\/?$/, isFor: isAdmin },
  // Writes a text of any length to the caller's own account, whatever its permissions.
  { pattern: /^\/users\/me\/track\/page\/?$/, isFor: mayUseApp },
];

/** Express middleware: refuses those for whom an endpoint isn't with 403. */
export function refuseEndpoints(
  { path, body, accountability }: Pick<DirectusRequest, 'path' | 'body' | 'accountability'>,
  _response: unknown,
  next: Next,
): void {
  const who = accountability ?? {};
  const lowerPath = path.toLowerCase();
  const endpoint = endpoints.find(({ pattern }) => pattern.test(lowerPath));
  const isRefused =
    (endpoint !== undefined && !endpoint.isFor(who)) ||
    (asksGraphqlForHashing(lowerPath, body) && !isAdmin(who));
  next(isRefused ? new ForbiddenError() : undefined);
}

/** The mutations `utils_hash_*`. GraphQL has no way to spell a field's name other than by its letters. */
function asksGraphqlForHashing(lowerPath: string, body: unknown): boolean {
  return lowerPath.startsWith('/graphql') && JSON.stringify(body ?? null).includes('utils_hash_');
}

function isAdmin({ admin }: Accountability): boolean {
  return admin === true;
}

function mayUseApp({ admin, app }: Accountability): boolean {
  return admin === true || app === true;
}
