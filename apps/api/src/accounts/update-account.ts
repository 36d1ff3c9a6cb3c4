import Type from 'typebox';
import { operation } from '../http/operation.ts';
import { line, okAnswer, requestBody } from '../http/schemas.ts';
import { type AccountReader, account, exampleAccount, readAccount } from './account-view.ts';
import type { ProfileChanges, ProfileStore } from './profile-store.ts';

function name(whose: string) {
  return Type.Optional(line({ maxLength: 50, description: `${whose} name. Blank: none.` }));
}

/** `PATCH /api/account`: changes the caller's own name. */
export const updateAccount = operation({
  path: 'PATCH /api/account',
  operationId: 'updateAccount',
  guard: 'user',
  limit: 'default',
  work: 'records',
  errors: ['users.admin_token_not_set', 'auth.secret_not_set'],
  tag: 'Accounts',
  summary: 'Change the name of the account',
  description: 'A field that is left out stays. Address and password have routes of their own.',
  body: requestBody(
    'AccountChanges',
    { firstName: name('The first'), lastName: name('The last') },
    { firstName: 'Dana', lastName: 'Reyes' },
  ),
  answer: okAnswer('The account as it is now.', { account }, { account: exampleAccount }),
  async run({ body, principal }, deps: AccountReader & { profiles: ProfileStore }) {
    const { userId } = principal.user;
    const changes: ProfileChanges = {
      ...(body.firstName === undefined ? {} : { first_name: body.firstName.trim() || null }),
      ...(body.lastName === undefined ? {} : { last_name: body.lastName.trim() || null }),
    };
    if (Object.keys(changes).length > 0) await deps.profiles.change(userId, changes);
    return { ok: true, account: await readAccount(userId, deps) };
  },
});
