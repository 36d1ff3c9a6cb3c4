/**
 * `POST /api/account/email/verify`: proves an address by the link that was sent to it, and makes the change where the
 * link is one of a change.
 *
 * Guarantees: the link works once, whatever opens the page. Who has only the link proves that the mailbox is theirs, not
 * that they made the account: what was set until then ends (password, logins, static token, second factor, other links).
 * It stays for whoever comes signed in as that account, or knows its password; and while the account waits for its proof
 * (`EMAIL_VERIFICATION=required`), since until then nobody could sign in and the link confirms the registration itself.
 * A wrong password leaves the link as it is, and the limits of sign-ins count it.
 */
import Type from 'typebox';
import { checkHeaderOrCookie } from '../../auth/presented-credential.ts';
import type { TokenValidator } from '../../auth/token-validator.ts';
import { AppError } from '../../http/errors.ts';
import { rawOperation } from '../../http/operation.ts';
import { exampleValues, okAnswer, requestBody } from '../../http/schemas.ts';
import type { AccountLinks } from '../account-links.ts';
import { freshProofFields } from '../fresh-proof.ts';
import { exampleToken, linkErrors, linkToken } from '../link-token.ts';

export const verifyEmail = rawOperation({
  path: 'POST /api/account/email/verify',
  operationId: 'verifyEmail',
  guard: 'public',
  limit: 'sign-in',
  work: 'logins',
  errors: [...linkErrors, 'account.proof_refused', 'account.email_taken', 'auth.foreign_origin'],
  tag: 'Accounts',
  summary: 'Prove an address by the link that was sent to it',
  description:
    'Also makes the change of an address. Send it signed in as the account, or with its password: everything stays. With the token alone the password, the logins, the static token and the second factor of before end; choose a new password then. A change of address ends every login in any case.',
  body: requestBody(
    'EmailProof',
    {
      token: linkToken,
      currentPassword: Type.Optional({
        ...freshProofFields.currentPassword,
        description: 'For whoever made the account and is not signed in here.',
      }),
    },
    { token: exampleToken },
  ),
  answer: okAnswer(
    'The address is proven.',
    {
      email: Type.String({ description: 'The address that the account has now.' }),
      passwordKept: Type.Boolean({
        description: 'False: the account has no password now. Ask for a link that sets one.',
      }),
    },
    { email: exampleValues.email, passwordKept: true },
  ),
  async send(
    { body, request, reply },
    deps: { links: Pick<AccountLinks, 'redeem'>; validator: TokenValidator },
  ) {
    const caller = await checkHeaderOrCookie(reply.request, reply, deps.validator);
    const { user } = caller;
    if (user === undefined && caller.reason === 'foreign_origin') {
      throw new AppError('auth.foreign_origin');
    }
    const wanted = {
      token: body.token,
      purpose: 'email-verify' as const,
      instead: 'email-change' as const,
      ...(user === undefined ? {} : { signedInAs: user.userId }),
      ...(body.currentPassword === undefined ? {} : { currentPassword: body.currentPassword }),
    };
    const { email, passwordKept } = await deps.links.redeem(wanted, request);
    return { ok: true as const, email, passwordKept };
  },
});
