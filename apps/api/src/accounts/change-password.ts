import { deviceOf } from '../auth/device-cookie.ts';
import { giveSessionCookie } from '../auth/session-cookie.ts';
import { rawOperation } from '../http/operation.ts';
import { okAnswer, requestBody } from '../http/schemas.ts';
import type { AccountLinks } from './account-links.ts';
import { freshProofErrors, freshProofFields, type ProveFreshly } from './fresh-proof.ts';
import { newPassword, normalizeNewPassword, requireGoodPassword } from './new-password.ts';

/**
 * `POST /api/account/password`: another password for whoever knows the one of now.
 *
 * The proof is a login of its own. Directus takes the new password only while that login lives, and a new password ends
 * every login: so nobody who has just lost the password can set one more.
 */
export const changePassword = rawOperation({
  path: 'POST /api/account/password',
  operationId: 'changePassword',
  guard: 'user',
  limit: 'sign-in',
  work: 'logins',
  errors: [...freshProofErrors, 'auth.secret_not_set'],
  tag: 'Accounts',
  summary: 'Change the password',
  description:
    'Every login of the account ends at once, at Directus too, and so do its links in mails. Whoever came with the cookie stays signed in, with the new one of this answer; whoever came with a token signs in again. Wrong passwords count as wrong sign-ins do. After a 503 the password may have been changed all the same: try to sign in with it.',
  body: requestBody(
    'PasswordChange',
    { ...freshProofFields, newPassword: newPassword() },
    { currentPassword: 'the password of now', newPassword: 'a password of your own' },
  ),
  answer: okAnswer('The password is changed.', {}, {}),
  prepareBody: normalizeNewPassword('newPassword'),
  async send({ body, principal, request, reply }, { links, proveFreshly }: ChangePasswordDeps) {
    await requireGoodPassword(body.newPassword, 'newPassword');
    const proof = await proveFreshly(principal, body, request);
    const keepsProof = principal.session !== null;
    try {
      const change = { proof: proof.token, password: body.newPassword, keepsProof };
      const { agent } = deviceOf(reply.request);
      await links.changePassword(change, { address: request.address, agent });
    } catch (error) {
      await proof.end();
      throw error;
    }
    if (keepsProof) giveSessionCookie(reply, proof.token);
    request.log.info({ userId: principal.user.userId }, 'a password was changed');
    return { ok: true as const };
  },
});

interface ChangePasswordDeps {
  links: Pick<AccountLinks, 'changePassword'>;
  proveFreshly: ProveFreshly;
}
