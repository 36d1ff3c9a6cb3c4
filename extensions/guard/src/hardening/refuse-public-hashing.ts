/**
 * Keeps everyone but administrators from having Argon2 hashes computed or checked.
 *
 * Directus 11.17.4 offers both to anyone, without a login (`/utils/hash/*` and the GraphQL mutations
 * `utils_hash_*`), and a hash to be checked names its own cost: one request of 200 bytes made
 * Directus take 2.4 GB of memory. We use neither.
 */
import { ForbiddenError } from '@directus/errors';

/** The part of an Express request that is looked at. */
export interface HashingRequest {
  path: string;
  body?: unknown;
  accountability?: { admin?: boolean } | null;
}

/** Express middleware: refuses such a request with 403, before anything is hashed. */
export function refusePublicHashing(
  request: HashingRequest,
  _response: unknown,
  next: (error?: unknown) => void,
): void {
  const isRefused = asksForHashing(request) && request.accountability?.admin !== true;
  next(isRefused ? new ForbiddenError() : undefined);
}

function asksForHashing({ path, body }: HashingRequest): boolean {
  const lowerPath = path.toLowerCase();
  if (/^\/utils\/hash(\/|$)/.test(lowerPath)) return true;
  // GraphQL has no way to spell a field's name other than by its letters.
  return lowerPath.startsWith('/graphql') && JSON.stringify(body ?? null).includes('utils_hash_');
}
