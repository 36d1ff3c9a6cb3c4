import { isUuid } from '@genie-helper/directus-client';
import Type from 'typebox';
import { administratorOf } from '../../directus/acting-administrator.ts';
import { AppError } from '../../http/errors.ts';
import { operation } from '../../http/operation.ts';
import { recordId } from '../../http/schemas.ts';
import type { UserDirectory } from '../account-store.ts';

/** `DELETE /api/admin/users/:id/two-factor`: for a person who has lost authenticator and recovery codes. */
export const removeUserTwoFactor = operation({
  path: 'DELETE /api/admin/users/:id/two-factor',
  operationId: 'removeUserTwoFactor',
  guard: 'admin',
  limit: 'default',
  work: 'records',
  errors: ['users.not_found', 'users.admin_token_not_set'],
  tag: 'Users',
  summary: 'Take the second factor of a user off',
  description:
    'The password alone signs in then. The user is told by mail. Also where there is none. Who is signed in stays so.',
  params: Type.Object({ id: recordId("The user's id.") }),
  status: 204,
  answer: Type.Null({ description: 'There is no second factor any more.' }),
  async run(
    { params, principal, request },
    { users }: { users: Pick<UserDirectory, 'removeSecondFactor'> },
  ) {
    const userId = params.id.toLowerCase();
    const by = administratorOf(principal, request);
    const isThere = isUuid(userId) && (await users.removeSecondFactor(userId, by));
    if (!isThere) throw new AppError('users.not_found');
    request.log.warn(
      { adminId: principal.user.userId, userId },
      'an administrator took the second factor of a user off',
    );
    return null;
  },
});
