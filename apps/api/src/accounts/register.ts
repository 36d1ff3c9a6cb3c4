/**
 * Registration: makes an account of the Pro role.
 *
 * Guarantees: what is made is what `create-account.ts` says, whatever the caller sent. Where a new address has to be
 * proven first (EMAIL_VERIFICATION=required), the answer is given before anybody looks whether the address is taken, so
 * body, status, headers and time are alike; its mailbox alone is told. The password waits sealed by the vault's key until
 * then.
 */

import { randomUUID } from 'node:crypto';
import Type from 'typebox';
import { AppError } from '../http/errors.ts';
import { type RequestContext, rawOperation } from '../http/operation.ts';
import { exampleValues, line, okAnswer, requestBody } from '../http/schemas.ts';
import type { Mail } from '../mail/index.ts';
import { newLinkToken } from './account-links.ts';
import type { CreateAccount } from './create-account.ts';
import type { CountMailbox } from './mailbox-limit.ts';
import { newPassword, normalizeNewPassword, requireGoodPassword } from './new-password.ts';

/** What registration works with. */
export interface Registration {
  createAccount: CreateAccount;
  mail: Mail;
  countProofs: CountMailbox;
  /** Whether an account waits until its address is proven. */
  isProofRequired: boolean;
}

/** `POST /api/register`: makes an account. */
export const register = rawOperation({
  path: 'POST /api/register',
  operationId: 'register',
  guard: 'public',
  limit: 'registration',
  work: 'registration',
  errors: [
    'registration.email_taken',
    'registration.not_configured',
    'registration.refused',
    'mail.not_configured',
    'rate_limit.exceeded',
    'directus.unavailable',
  ],
  tag: 'Accounts',
  summary: 'Make an account',
  description:
    'An active user of the Pro role, and a mail with a link that proves the address. Five attempts a minute for an address. After a 503 the account may have been made all the same: try again, and 409 then says that it was. Where the server wants the address proven first (EMAIL_VERIFICATION=required), 202 for new and for taken addresses alike, and the account signs in once the link is opened.',
  body: requestBody(
    'Registration',
    {
      email: Type.String({ format: 'email', maxLength: 254, description: 'Kept in lower case.' }),
      password: newPassword(),
      firstName: Type.Optional(
        line({ maxLength: 50, description: "Blank or left out: the e-mail's part before the @." }),
      ),
    },
    { email: exampleValues.email, password: exampleValues.password, firstName: 'Dana' },
  ),
  status: 201,
  answer: okAnswer(
    'The account is there; log in at Directus.',
    { userId: Type.String() },
    { userId: exampleValues.userId },
  ),
  otherAnswers: {
    202: okAnswer('A mail to the address says what to do next.', {}, {}),
  },
  prepareBody: normalizeNewPassword('password'),
  async send({ body, request, reply }, deps: Registration) {
    const { email, password, firstName } = body;
    await requireGoodPassword(password, 'password');
    if (deps.isProofRequired) {
      if (!deps.mail.isConfigured) throw new AppError('mail.not_configured');
      // Past the limit nothing is sent, and the answer is the same.
      if (!(await deps.countProofs(email))) return reply.code(202).send({ ok: true });
      const account = { userId: randomUUID(), email: email.toLowerCase(), password };
      const payload = { ...account, firstName: firstName ?? null, token: newLinkToken() };
      await deps.mail.post({ kind: 'registration', payload });
      return reply.code(202).send({ ok: true });
    }
    const userId = await deps.createAccount({ email, password, firstName, status: 'active' });
    await sendProof(userId, deps.mail, request.log);
    return reply.code(201).send({ ok: true, userId });
  },
});

/** The account is there, so nothing that happens to its mail is an error: the link can be had again. */
async function sendProof(userId: string, mail: Mail, log: RequestContext['log']): Promise<void> {
  if (!mail.isConfigured) return;
  const payload = { userId, token: newLinkToken() };
  await mail.post({ kind: 'email-verify', payload }).catch((error: unknown) => {
    log.warn({ err: error, userId }, 'the mail that proves an address was not kept');
  });
}
