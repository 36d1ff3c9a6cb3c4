import Type from 'typebox';
import { AppError } from '../http/errors.ts';
import { operation } from '../http/operation.ts';
import { exampleValues, okAnswer, requestBody } from '../http/schemas.ts';
import { type Composer, type LetterContent, type Mail, writeLetter } from '../mail/index.ts';
import { type AccountLinks, newLinkToken } from './account-links.ts';
import type { CountMailbox } from './mailbox-limit.ts';

/**
 * `POST /api/account/password/forgot`: has a link mailed by which the password can be set anew.
 *
 * What is done is the same for every address: two counts, one token, one sealed row of the outbox. Whether there is such
 * an account is looked up when the mail is written, after the answer.
 */
export const forgotPassword = operation({
  path: 'POST /api/account/password/forgot',
  operationId: 'forgotPassword',
  guard: 'public',
  limit: 'recovery',
  work: 'records',
  errors: ['mail.not_configured', 'directus.unavailable'],
  tag: 'Accounts',
  summary: 'Have a link mailed that sets the password anew',
  description:
    'The answer is the same whether there is such an account or not. Ten a minute for an address of the network; one mailbox gets three of these mails in half an hour, and beyond them the same answer and no mail. The link lives 30 minutes and works once; a newer one ends it.',
  body: requestBody(
    'ForgottenPassword',
    { email: Type.String({ format: 'email', maxLength: 254 }) },
    { email: exampleValues.email },
  ),
  status: 202,
  answer: okAnswer('If there is such an account, a mail is on its way.', {}, {}),
  async run({ body: { email } }, { mail, countMailbox }: ForgotPasswordDeps) {
    if (!mail.isConfigured) throw new AppError('mail.not_configured');
    if (await countMailbox(email)) {
      await mail.post({ kind: 'password-forgot', payload: { email, token: newLinkToken() } });
    }
    return { ok: true };
  },
});

export interface ForgotPasswordDeps {
  mail: Mail;
  countMailbox: CountMailbox;
}

/** Makes the link and writes the mail, to the address that the account has; nothing for an account that isn't there. */
export function createForgottenPasswordMail(
  links: Pick<AccountLinks, 'issue'>,
): Composer<'password-forgot'> {
  return async ({ email, token }, { linkTo }) => {
    const account = await links.issue({ purpose: 'password-reset', email, token });
    if (account === undefined) return undefined;
    const { userId, email: to } = account;
    return writeLetter({ to, userId, ...passwordForgot(linkTo('/account/reset', token)) });
  };
}

/** What the mail says. No name of a person: whoever registers an address could choose it. */
export function passwordForgot(url: string): LetterContent {
  return {
    subject: 'Set a new password',
    blocks: [
      'Somebody asked to set a new password for your account. If it was you, open this page and choose one:',
      { button: 'Set a new password', url },
      'The link works once, for 30 minutes. A newer mail of this kind ends it.',
      "If it wasn't you, do nothing: your password stays as it is.",
    ],
  };
}
