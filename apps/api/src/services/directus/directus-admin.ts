/**
 * What the API does with the admin token.
 *
 * Guarantees: the token lives in this closure and travels to Directus only; the services that need
 * an operation get that operation, never the token and never a general client with it.
 */
import { AppError } from '../../errors/app-error.ts';
import type { DirectusClient } from './directus-client.ts';
import type { DirectusAnswer } from './wire.ts';

/** A user to be made. `password` is plain here and hashed by Directus. */
export interface NewDirectusUser {
  email: string;
  password: string;
  first_name: string;
  status: 'active';
  role: string;
  subscription_tier: string;
}

/** The privileged operations, each as narrow as its one caller needs. */
export interface DirectusAdmin {
  /** Makes a user and answers what Directus kept of it. */
  createUser(user: NewDirectusUser): Promise<DirectusAnswer>;
  /** Removes a user; used only to undo what `createUser` made. */
  deleteUser(userId: string): Promise<DirectusAnswer>;
}

/**
 * @param client the connection to Directus
 * @param adminToken the static token of an administrator; unset: every operation throws
 * @throws AppError `registration.not_configured` from the operations, where the token is unset
 */
export function createDirectusAdmin(
  client: Pick<DirectusClient, 'call'>,
  adminToken: string | undefined,
): DirectusAdmin {
  function token(): string {
    if (adminToken === undefined) throw new AppError('registration.not_configured');
    return adminToken;
  }
  return {
    createUser: async (user) =>
      client.call({
        method: 'POST',
        path: '/users?fields=id,email,status,role,subscription_tier',
        token: token(),
        body: user,
      }),
    deleteUser: async (userId) =>
      client.call({
        method: 'DELETE',
        path: `/users/${encodeURIComponent(userId)}`,
        token: token(),
      }),
  };
}
