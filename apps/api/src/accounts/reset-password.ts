import { operation } from '../http/operation.ts';
import { exampleValues, okAnswer, requestBody } from '../http/schemas.ts';
import type { AccountLinks } from './account-links.ts';
import { freshProofFields } from './fresh-proof.ts';
import { exampleToken, linkErrors, linkToken } from './link-token.ts';
import { newPassword, normalizeNewPassword, requireGoodPassword } from './new-password.ts';

/** `POST /api/account/password/reset`: sets a password by the link of a mail, which proves the address. */
export const resetPassword = operation({
  path: 'POST /api/account/password/reset',
  operationId: 'resetPassword',
  guard: 'public',
  limit: 'sign-in',
  work: 'logins',
  errors: [...linkErrors, 'account.otp_required', 'account.proof_refused'],
  tag: 'Accounts',
  summary: 'Set the password by a link',
  description:
    "Every login ends at once, at Directus too, and with it every other link; the address counts as proven. An account with a second factor needs its code, unless the factor was set before anybody proved the address: then it's taken off. A password or a code that is refused leaves the link as it was; five wrong codes end it. After a 503 the password may have been set all the same: try to sign in with it.",
  body: requestBody(
    'PasswordReset',
    { token: linkToken, password: newPassword(), otp: freshProofFields.otp },
    { token: exampleToken, password: exampleValues.password },
  ),
  answer: okAnswer('The password is set; sign in with it.', {}, {}),
  prepareBody: normalizeNewPassword('password'),
  async run({ body, request }, { links }: { links: Pick<AccountLinks, 'redeem'> }) {
    await requireGoodPassword(body.password, 'password');
    await links.redeem({ purpose: 'password-reset', ...body }, request);
    return { ok: true };
  },
});
