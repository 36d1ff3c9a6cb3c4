import Type from 'typebox';
import { AppError } from '../../http/errors.ts';
import { operation } from '../../http/operation.ts';
import { exampleValues, okAnswer, requestBody } from '../../http/schemas.ts';
import type { Mail } from '../../mail/index.ts';
import { type AccountLinks, newLinkToken } from '../account-links.ts';
import { exampleToken, linkErrors, linkToken } from '../link-token.ts';

/**
 * `POST /api/account/not-me`: "this wasn't me". Ends every login and the password, takes a change of address back, and
 * mails a link by which the owner chooses another password. Where another account has the former address by now, nothing is
 * mailed, for it would go to whoever took the account over: it's suspended, for an administrator to look at.
 */
export const notMe = operation({
  path: 'POST /api/account/not-me',
  operationId: 'notMe',
  guard: 'public',
  limit: 'sign-in',
  work: 'logins',
  errors: [...linkErrors, 'account.email_taken'],
  tag: 'Accounts',
  summary: 'Say "this wasn’t me" to a notice',
  description:
    'By the link of a mail. Ends every login, the static token and the password, takes a change of address back, and sends a link that sets another password. Where the former address is another account’s by now, all of that has ended as well, the account is suspended, and the answer is 409.',
  body: requestBody('NotMe', { token: linkToken }, { token: exampleToken }),
  answer: okAnswer(
    'Nobody is signed in any more.',
    { email: Type.String({ description: 'The address that the account has now.' }) },
    { email: exampleValues.email },
  ),
  async run(
    { body, request },
    { links, mail }: { links: Pick<AccountLinks, 'redeem'>; mail: Mail },
  ) {
    const { email, userId, addressKept } = await links.redeem(
      { purpose: 'not-me', token: body.token },
      request,
    );
    request.log.warn({ userId, addressKept }, 'an owner said that it was somebody else');
    if (addressKept) throw new AppError('account.email_taken');
    const payload = { email, token: newLinkToken() };
    await mail.post({ kind: 'password-forgot', payload }).catch((error: unknown) => {
      // Everything has ended; "Forgot password?" sends the same.
      request.log.error({ err: error, userId }, 'the link for a new password was not kept');
    });
    return { ok: true, email };
  },
});
