import Type from 'typebox';
import { AppError, invalidField } from '../../http/errors.ts';
import { operation } from '../../http/operation.ts';
import { exampleValues, okAnswer, requestBody } from '../../http/schemas.ts';
import type { Mail } from '../../mail/index.ts';
import { newLinkToken } from '../account-links.ts';
import { freshProofErrors, freshProofFields, type ProveFreshly } from '../fresh-proof.ts';
import { type CountMailbox, requireMailbox } from '../mailbox-limit.ts';

/**
 * `POST /api/account/email`: asks for another address. A link that is sent there makes the change; the address of now is
 * told first, with a link that stops it. Whether somebody has that address already is told to its mailbox alone.
 */
export const changeEmail = operation({
  path: 'POST /api/account/email',
  operationId: 'changeEmail',
  guard: 'user',
  limit: 'sign-in',
  work: 'logins',
  errors: [...freshProofErrors, 'mail.not_configured', 'users.admin_token_not_set'],
  tag: 'Accounts',
  summary: 'Ask for another address',
  description:
    'A link that is sent to the new address makes the change, within 30 minutes, and ends every login. The address of now is told at once, with a link that stops it.',
  body: requestBody(
    'EmailChange',
    {
      email: Type.String({ format: 'email', maxLength: 254, description: 'Kept in lower case.' }),
      ...freshProofFields,
    },
    { email: exampleValues.email, currentPassword: exampleValues.password },
  ),
  status: 202,
  answer: okAnswer('Two mails are on their way.', {}, {}),
  async run(
    { body, principal, request },
    deps: { proveFreshly: ProveFreshly; mail: Mail; countProofs: CountMailbox },
  ) {
    const { mail, proveFreshly, countProofs } = deps;
    const { userId, email: former } = principal.user;
    const email = body.email.toLowerCase();
    if (!mail.isConfigured) throw new AppError('mail.not_configured');
    if (email === former.toLowerCase()) throw invalidField('email', 'is your address already');
    const proof = await proveFreshly(principal, body, request);
    await proof.end();
    await requireMailbox(countProofs, former);
    await requireMailbox(countProofs, email);
    await mail.post({
      kind: 'email-may-change',
      payload: { userId, email: former, token: newLinkToken() },
    });
    await mail.post({ kind: 'email-change', payload: { userId, email, token: newLinkToken() } });
    request.log.info({ userId }, 'another address was asked for');
    return { ok: true };
  },
});
