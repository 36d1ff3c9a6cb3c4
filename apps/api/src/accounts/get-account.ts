import { operation } from '../http/operation.ts';
import { okAnswer } from '../http/schemas.ts';
import { type AccountReader, account, exampleAccount, readAccount } from './account-view.ts';

/** `GET /api/account`: the caller's own account. */
export const getAccount = operation({
  path: 'GET /api/account',
  operationId: 'getAccount',
  guard: 'user',
  limit: 'default',
  work: 'records',
  errors: ['users.admin_token_not_set', 'auth.secret_not_set'],
  tag: 'Accounts',
  summary: "The caller's own account",
  description: 'With whether its address is proven, and whether it has a second factor.',
  answer: okAnswer('The account, as it is now.', { account }, { account: exampleAccount }),
  async run({ principal }, deps: AccountReader) {
    return { ok: true, account: await readAccount(principal.user.userId, deps) };
  },
});
