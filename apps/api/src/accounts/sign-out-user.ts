import { isUuid } from '@genie-helper/directus-client';
import Type from 'typebox';
import { administratorOf } from '../directus/acting-administrator.ts';
import { AppError } from '../http/errors.ts';
import { operation } from '../http/operation.ts';
import { okAnswer, recordId } from '../http/schemas.ts';
import type { UserDirectory } from './account-store.ts';

/** `POST /api/admin/users/:id/sign-out`: ends every session of a user, the console's and others. */
export const signOutUser = operation({
  path: 'POST /api/admin/users/:id/sign-out',
  operationId: 'signOutUser',
  guard: 'admin',
  limit: 'default',
  work: 'records',
  errors: ['users.not_found', 'users.admin_token_not_set'],
  tag: 'Users',
  summary: 'End every session of a user',
  description: 'From the next request on. Static tokens go on, and so may the user sign in again.',
  params: Type.Object({ id: recordId("The user's id.") }),
  answer: okAnswer(
    'How many sessions there were. None is left.',
    { ended: Type.Integer() },
    { ended: 2 },
  ),
  async run({ params, principal, request }, { users }: { users: Pick<UserDirectory, 'signOut'> }) {
    const userId = params.id.toLowerCase();
    const by = administratorOf(principal, request);
    const ended = isUuid(userId) ? await users.signOut(userId, by) : null;
    if (ended === null) throw new AppError('users.not_found');
    request.log.info(
      { adminId: principal.user.userId, userId, ended },
      'an administrator ended all sessions of a user',
    );
    return { ok: true, ended };
  },
});
