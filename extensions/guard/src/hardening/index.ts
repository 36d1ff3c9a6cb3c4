/**
 * Directus hook: closes what Directus 11.17.4 opens to more people than need it.
 *
 * Guarantees: who isn't an administrator has no hash computed or checked (403) and changes no passwords in a batch
 * (400), and three doors that Directus opens before it looks at rights are closed to whom they aren't for (403); see
 * the files of these names. Doesn't limit how often an administrator asks, how often a user changes its password in
 * requests of their own, nor the hashing that a login does; the latter is login-limit's.
 */
import { refuseBatchedPassword } from './refuse-batched-password.ts';
import { refusePublicHashing } from './refuse-public-hashing.ts';
import { refuseUnusedDoors } from './refuse-unused-doors.ts';

interface HookRegistration {
  filter(event: 'users.update', handler: typeof refuseBatchedPassword): void;
  init(event: string, handler: (meta: { app: { use(handler: unknown): void } }) => void): void;
}

export default function registerClosedDoors({ filter, init }: HookRegistration): void {
  filter('users.update', refuseBatchedPassword);
  // By now the body is parsed and Directus knows who asks; its own routes come after.
  init('routes.before', ({ app }) => {
    app.use(refusePublicHashing);
    app.use(refuseUnusedDoors);
  });
}
