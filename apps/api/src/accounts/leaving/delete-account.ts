import Type from 'typebox';
import { dropSessionCookie, forgetBrowserData } from '../../auth/session-cookie.ts';
import { AppError } from '../../http/errors.ts';
import { rawOperation } from '../../http/operation.ts';
import { exampleValues, okAnswer, requestBody } from '../../http/schemas.ts';
import type { Mail } from '../../mail/index.ts';
import { freshProofErrors, freshProofFields, type ProveFreshly } from '../fresh-proof.ts';
import type { ProfileStore } from '../profile-store.ts';
import type { Leaving } from './leaving-client.ts';

/**
 * `DELETE /api/account`: ends the account now, and has it erased in seven days. The mail with the way back is asked for in
 * the transaction that ends the account, so there is none without it.
 */
export const deleteAccount = rawOperation({
  path: 'DELETE /api/account',
  operationId: 'deleteAccount',
  guard: 'user',
  limit: 'sign-in',
  work: 'logins',
  errors: [
    ...freshProofErrors,
    'account.last_administrator',
    'account.runs_the_server',
    'auth.secret_not_set',
    'mail.not_configured',
    'users.admin_token_not_set',
  ],
  tag: 'Accounts',
  summary: 'Delete the account',
  description:
    'Every login ends at once, at Directus too, and so does a static token; batches and answers under way stop. Until `deletesAt` a link in the mail brings the account back as it was; until then the address stays taken, and nobody can sign in or ask for a link. Then everything that belongs to the account is erased. The log of who opened credentials keeps its entries under a pseudonym. After a 503 the account may have been deleted all the same.',
  body: requestBody('AccountDeletion', freshProofFields, {
    currentPassword: exampleValues.password,
  }),
  status: 202,
  answer: okAnswer(
    'The account has ended, and is erased at that time unless it is brought back.',
    { deletesAt: Type.String({ description: 'In seven days.' }) },
    { deletesAt: exampleValues.later },
  ),
  async send({ body, principal, request, reply }, deps: DeleteAccountDeps) {
    const { mail, proveFreshly, leaving, profiles } = deps;
    const { userId } = principal.user;
    if (!mail.isConfigured) throw new AppError('mail.not_configured');
    const proof = await proveFreshly(principal, body, request);
    try {
      if (await profiles.isOfServer(userId)) throw new AppError('account.runs_the_server');
      const answer = await leaving.begin(proof.token);
      if (answer.verdict === 'last_administrator') throw new AppError('account.last_administrator');
      if (answer.verdict === 'refused') {
        throw new AppError('account.proof_refused', { internal: 'the proof has ended' });
      }
      request.log.warn({ userId }, 'an account was deleted by its owner');
      if (principal.session !== null) {
        dropSessionCookie(reply);
        forgetBrowserData(reply);
      }
      reply.code(202);
      return { ok: true as const, deletesAt: new Date(answer.deletesAt).toISOString() };
    } catch (error) {
      await proof.end();
      throw error;
    }
  },
});

export interface DeleteAccountDeps {
  mail: Pick<Mail, 'isConfigured'>;
  proveFreshly: ProveFreshly;
  leaving: Pick<Leaving, 'begin'>;
  profiles: Pick<ProfileStore, 'isOfServer'>;
}
