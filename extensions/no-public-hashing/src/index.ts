/**
 * Directus hook: keeps everyone but administrators from having Argon2 hashes computed or checked.
 *
 * Directus 11.17.4 offers both to anyone, without a login (`/utils/hash/*` and the GraphQL mutations
 * `utils_hash_*`), and a hash to be checked names its own cost: one request of 200 bytes made
 * Directus take 2.4 GB of memory. We use neither.
 *
 * Beside it, three doors that Directus opens before it looks at rights are closed to whom they aren't for: see
 * refuse-unused-doors.ts.
 *
 * Guarantees: such a request is answered with 403 before anything is hashed, and a batch of password
 * changes with 400. Doesn't limit how often an administrator asks, how often a user changes its password
 * in requests of their own, nor the hashing that a login does; the latter is login-limit's.
 */
import { ForbiddenError } from '@directus/errors';
import { refuseBatchedPassword } from './refuse-batched-password.ts';
import { refuseUnusedDoors } from './refuse-unused-doors.ts';

interface HttpRequest {
  path: string;
  body?: unknown;
  accountability?: { admin?: boolean } | null;
}

interface HookRegistration {
  filter(event: 'users.update', handler: typeof refuseBatchedPassword): void;
  init(event: string, handler: (meta: { app: { use(handler: unknown): void } }) => void): void;
}

export default function registerNoPublicHashing({ filter, init }: HookRegistration): void {
  filter('users.update', refuseBatchedPassword);
  // By now the body is parsed and Directus knows who asks; its own routes come after.
  init('routes.before', ({ app }) => {
    app.use(refusePublicHashing);
    app.use(refuseUnusedDoors);
  });
}

function refusePublicHashing(
  request: HttpRequest,
  _response: unknown,
  next: (error?: unknown) => void,
): void {
  const isRefused = asksForHashing(request) && request.accountability?.admin !== true;
  next(isRefused ? new ForbiddenError() : undefined);
}

function asksForHashing({ path, body }: HttpRequest): boolean {
  const lowerPath = path.toLowerCase();
  if (/^\/utils\/hash(\/|$)/.test(lowerPath)) return true;
  // GraphQL has no way to spell a field's name other than by its letters.
  return lowerPath.startsWith('/graphql') && JSON.stringify(body ?? null).includes('utils_hash_');
}
