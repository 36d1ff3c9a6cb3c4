import { feature } from '../http/operation.ts';
import type { UserDirectory } from './account-store.ts';
import { listUsers } from './list-users.ts';
import { getMe } from './me.ts';
import { type Registration, register } from './register.ts';
import { signOutUser } from './sign-out-user.ts';

/** What the operations on accounts work with. */
export interface Accounts extends Registration {
  users: UserDirectory;
}

/** Making an account, who one is, and the users as an administrator sees them. */
export const accounts = feature<Accounts>([register, getMe, listUsers, signOutUser]);
