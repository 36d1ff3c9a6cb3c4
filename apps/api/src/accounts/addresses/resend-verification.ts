import { AppError } from '../../http/errors.ts';
import { operation } from '../../http/operation.ts';
import { okAnswer } from '../../http/schemas.ts';
import type { Mail } from '../../mail/index.ts';
import { newLinkToken } from '../account-links.ts';
import { type CountMailbox, requireMailbox } from '../mailbox-limit.ts';
import type { ProfileStore } from '../profile-store.ts';

/** `POST /api/account/email/resend`: sends another link to the caller's address, which ends the one of before. */
export const resendVerification = operation({
  path: 'POST /api/account/email/resend',
  operationId: 'resendVerification',
  guard: 'user',
  limit: 'default',
  work: 'records',
  errors: [
    'account.already_verified',
    'mail.not_configured',
    'rate_limit.exceeded',
    'users.admin_token_not_set',
  ],
  tag: 'Accounts',
  summary: 'Send the link that proves the address once more',
  description: 'It lives 24 hours and ends the one of before.',
  status: 202,
  answer: okAnswer('A mail is on its way.', {}, {}),
  async run(
    { principal },
    deps: { profiles: Pick<ProfileStore, 'find'>; mail: Mail; countProofs: CountMailbox },
  ) {
    const { userId } = principal.user;
    const profile = await deps.profiles.find(userId);
    if (profile === undefined) throw new AppError('auth.invalid_token');
    if (profile.email_verified_at !== null) throw new AppError('account.already_verified');
    if (profile.email === null) throw new AppError('auth.invalid_token');
    await requireMailbox(deps.countProofs, profile.email);
    const payload = { userId, token: newLinkToken() };
    await deps.mail.post({ kind: 'email-verify', payload });
    return { ok: true };
  },
});
