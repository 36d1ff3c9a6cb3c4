/**
 * `POST /genie/account-links/password`: another password for whoever has just proven the one of now.
 *
 * Guarantees: the proof is a session that the former password began, and it has to live at the moment of the change. A
 * new password ends every session, so of two changes at one moment the second finds its proof gone, and whoever lost the
 * account's password in between changes nothing. Every login of before ends in the same transaction; the proof's goes on
 * where the caller wants to stay.
 */
import { InvalidPayloadError } from '@directus/errors';
import type { ChangePasswordAnswer } from '@genie-helper/guard-protocol';
import { logAct } from '../audit/log-act.ts';
import type { TokenSecrets } from '../sessions/access-token.ts';
import { currentOrigin } from '../sessions/login-origin.ts';
import { endAccess, type LinkDeps, lockAccount, textOf } from './accounts.ts';
import { createProofReader, findProof } from './live-proof.ts';

export function createChangePassword({
  db,
  services,
  secrets,
}: LinkDeps & { secrets: TokenSecrets }) {
  const readProof = createProofReader(secrets);

  return async (body: unknown, schema: unknown): Promise<ChangePasswordAnswer> => {
    const password = textOf(body, 'password', 1_024);
    const keepsProof = Reflect.get(Object(body), 'keepsProof');
    if (typeof keepsProof !== 'boolean') {
      throw new InvalidPayloadError({ reason: 'keepsProof must be true or false' });
    }
    const wanted = readProof(body);
    if (wanted === undefined) return { verdict: 'refused' };
    const { id } = wanted;
    return await db.transaction(async (trx) => {
      const account = await lockAccount(trx, { id });
      const proof = await findProof(trx, wanted);
      if (account?.status !== 'active' || proof === undefined) return { verdict: 'refused' };
      const users = new services.UsersService({ knex: trx, schema, accountability: null });
      await endAccess(trx, id);
      await users.updateOne(id, { password });
      if (keepsProof) {
        await trx('directus_sessions').insert(proof.session);
        // The proof was asked for by our API; this request names whose login it becomes.
        await trx('genie_access_sessions').insert({ ...proof.link, ...currentOrigin() });
      }
      await logAct(trx, { action: 'change_password', userId: id });
      return { verdict: 'changed' };
    });
  };
}
