import Type from 'typebox';
import { operation } from '../../http/operation.ts';
import { exampleValues, okAnswer, requestBody } from '../../http/schemas.ts';
import type { AccountLinks } from '../account-links.ts';
import { exampleToken, linkErrors, linkToken } from '../link-token.ts';

/** `POST /api/account/restore`: brings back an account that waits for its deletion, by the link of the mail. */
export const restoreAccount = operation({
  path: 'POST /api/account/restore',
  operationId: 'restoreAccount',
  guard: 'public',
  limit: 'sign-in',
  work: 'logins',
  errors: linkErrors,
  tag: 'Accounts',
  summary: 'Bring a deleted account back',
  description:
    'By the link of the mail, until the time that the deletion named. The account is as it was, but for its logins and static token: sign in anew.',
  body: requestBody('AccountRestore', { token: linkToken }, { token: exampleToken }),
  answer: okAnswer(
    'The account is back; sign in with it.',
    { email: Type.String() },
    { email: exampleValues.email },
  ),
  async run({ body, request }, { links }: { links: Pick<AccountLinks, 'redeem'> }) {
    const { email, userId } = await links.redeem(
      { purpose: 'account-restore', token: body.token },
      request,
    );
    request.log.warn({ userId }, 'a deleted account was brought back');
    return { ok: true, email };
  },
});
