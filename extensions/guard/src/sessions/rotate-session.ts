import { randomBytes } from 'node:crypto';
import type { Knex } from 'knex';
import { hashToken } from './presented-token.ts';
import { isPostgres } from './query-rows.ts';

/** So many replaced tokens of one login are remembered, the newest. */
const rememberedTokens = 1_000;

export interface Rotation {
  sid: string;
  token: string;
  /** Until when the replaced token would have counted: epoch milliseconds. */
  expiresAt: number;
  graceMs: number;
  /** Keeps a row for the replaced token, as Directus's own check of `session` tokens wants one. */
  keepsOldRow: boolean;
}

/**
 * Replaces a session's token in place and remembers the old one, in one transaction. Returns the new
 * token, or undefined if the session has ended or another refresh was faster.
 *
 * `next_token` is set to the token itself: Directus then takes the session for one that is already
 * rotated and never rotates it, nor adds a row, on its own.
 */
export async function rotateSession(db: Knex, rotation: Rotation): Promise<string | undefined> {
  const { token, sid } = rotation;
  const next = randomBytes(48).toString('base64url');
  return await db.transaction(async (trx) => {
    if (isPostgres(db)) await lockUser(trx, token);
    const moved = await trx('directus_sessions')
      .where({ token })
      .andWhere('expires', '>=', new Date())
      // Not the row that a faster refresh has just kept of this token for its grace.
      .andWhere((row) => row.whereNull('next_token').orWhere('next_token', trx.ref('token')))
      .update({ token: next, next_token: next });
    if (moved === 0) return undefined;
    const now = Date.now();
    await trx('genie_rotated_tokens').insert({
      token_hash: hashToken(token),
      sid,
      rotated_at: now,
      expires_at: rotation.expiresAt,
    });
    await forgetOldTokens(trx, sid, now);
    if (rotation.keepsOldRow) {
      await keepRowForGrace(trx, token, next, new Date(now + rotation.graceMs));
    }
    return next;
  });
}

/**
 * A change of e-mail locks the user and then, by the trigger, the session. In the other order the two
 * would wait for each other, because a new row of a session locks its user.
 */
async function lockUser(trx: Knex, token: string): Promise<void> {
  await trx.raw(
    `SELECT 1 FROM directus_users u JOIN directus_sessions s ON s."user" = u.id
     WHERE s.token = ? FOR KEY SHARE OF u`,
    [token],
  );
}

async function forgetOldTokens(trx: Knex, sid: string, now: number): Promise<void> {
  const tooMany = trx('genie_rotated_tokens')
    .select('rotated_at')
    .where({ sid })
    .orderBy('rotated_at', 'desc')
    .offset(rememberedTokens)
    .limit(1);
  await trx('genie_rotated_tokens')
    .where({ sid })
    .andWhere((query) => query.where('expires_at', '<', now).orWhere('rotated_at', '<=', tooMany))
    .delete();
}

async function keepRowForGrace(trx: Knex, old: string, next: string, until: Date): Promise<void> {
  const columns = ['user', 'ip', 'user_agent', 'origin'];
  await trx(
    trx.raw('directus_sessions (token, next_token, expires, ??, ??, ??, ??)', columns),
  ).insert(
    trx('directus_sessions')
      .select(trx.raw('?, ?, ?', [old, next, until]), ...columns)
      .where({ token: next }),
  );
}
