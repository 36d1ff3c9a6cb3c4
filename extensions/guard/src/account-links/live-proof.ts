/**
 * The proof that whoever asks knew the account's password a moment ago, with a code where there is a second factor: the
 * token of a session that a login has just begun.
 *
 * It counts only while that session lives, looked up in the transaction that does what it's asked for. A new password ends
 * every session, so nobody who has just lost the password goes on with a proof of before.
 */
import type { Knex } from 'knex';
import { createAccessTokenVerifier, type TokenSecrets } from '../sessions/access-token.ts';
import { textOf } from './accounts.ts';

/** What a token of `session` mode says of its session. */
export interface Proof {
  /** Whose it is. */
  id: string;
  sid: string;
  session: string;
}

type SessionRow = Readonly<Record<string, unknown>> & { user: string };

/** Reads the field `proof` of a body. @returns undefined for a token that proves nothing */
export function createProofReader(secrets: TokenSecrets): (body: unknown) => Proof | undefined {
  const verify = createAccessTokenVerifier(secrets);
  return (body) => {
    const claims = verify(textOf(body, 'proof', 4_096));
    if (typeof claims !== 'object') return undefined;
    const { id, sid, session } = claims;
    if (id === undefined || sid === undefined || session === undefined) return undefined;
    return { id, sid, session };
  };
}

/** The rows of its login; undefined where that doesn't live now. */
export async function findProof(trx: Knex, { id, sid, session: token }: Proof) {
  const session: SessionRow | undefined = await trx('directus_sessions')
    .where({ token, user: id })
    .andWhere('expires', '>=', new Date())
    .first();
  const link = await trx('genie_access_sessions').where({ sid, session: token }).first();
  return session === undefined || link === undefined ? undefined : { session, link };
}
