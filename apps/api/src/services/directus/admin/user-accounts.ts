import type { AdminCall } from '../../../directus/admin-call.ts';
import type { DirectusAnswer } from '../../../directus/directus-response.ts';

/** A user to be made. `password` is plain here and hashed by Directus. */
export interface NewDirectusUser {
  email: string;
  password: string;
  first_name: string;
  status: 'active';
  role: string;
  subscription_tier: string;
}

/** What registration does with the admin token, and no more. */
export interface UserAccounts {
  /** Makes a user and answers what Directus kept of it. */
  createUser(user: NewDirectusUser): Promise<DirectusAnswer>;
  /** Removes a user; used only to undo what `createUser` made. */
  deleteUser(userId: string): Promise<DirectusAnswer>;
}

/** @param call asks Directus as the administrator */
export function createUserAccounts(call: AdminCall): UserAccounts {
  return {
    createUser: (user) =>
      call({
        method: 'POST',
        path: '/users?fields=id,email,status,role,subscription_tier',
        body: user,
      }),
    deleteUser: (userId) =>
      call({ method: 'DELETE', path: `/users/${encodeURIComponent(userId)}` }),
  };
}
