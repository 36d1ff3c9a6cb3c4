/**
 * `POST /genie/audit/stream`: who sends the access log to its receiver, and how far it is.
 *
 * Guarantees: of any number of processes one has the lease, by the database's clock; one that has lost it moves nothing. The
 * cursor goes forward alone. Where nothing waits to be sent, nothing is written.
 */
import { randomBytes } from 'node:crypto';
import { InvalidPayloadError } from '@directus/errors';
import { type AuditStreamAnswer, auditStreamLeaseMs } from '@genie-helper/guard-protocol';
import type { Knex } from 'knex';
import { databaseNow } from '../leaving/tables.ts';
import { queryRows } from '../shared/directus.ts';
import { chainTable, streamTable } from './tables.ts';

export async function moveStream(db: Knex, body: unknown): Promise<AuditStreamAnswer> {
  const { claim, sent, isOver } = (body ?? {}) as Record<string, unknown>;
  const now = databaseNow(db);
  const until = `${now} + ${auditStreamLeaseMs}`;
  if (claim === undefined) {
    const own = randomBytes(16).toString('base64url');
    return await answerOf(
      db,
      own,
      `UPDATE ${streamTable} SET claim = ?, claimed_until = ${until}
       WHERE id = 1 AND claimed_until <= ${now}
         AND seq < (SELECT seq FROM ${chainTable} WHERE id = 1)
       RETURNING seq`,
      [own],
    );
  }
  if (typeof claim !== 'string') throw new InvalidPayloadError({ reason: 'claim must be a text' });
  if (isOver === true) {
    await db(streamTable).where({ claim }).update({ claim: null, claimed_until: 0 });
    return { claim: null, seq: 0 };
  }
  if (!Number.isSafeInteger(sent) || Number(sent) < 0) {
    throw new InvalidPayloadError({ reason: 'sent must be a whole number' });
  }
  return await answerOf(
    db,
    claim,
    `UPDATE ${streamTable} SET claimed_until = ${until},
       seq = CASE WHEN seq < CAST(? AS bigint) THEN CAST(? AS bigint) ELSE seq END
     WHERE claim = ? RETURNING seq`,
    [Number(sent), Number(sent), claim],
  );
}

async function answerOf(
  db: Knex,
  claim: string,
  sql: string,
  bindings: (string | number)[],
): Promise<AuditStreamAnswer> {
  const [row] = await queryRows<{ seq: number | string }>(db, sql, bindings);
  return row === undefined ? { claim: null, seq: 0 } : { claim, seq: Number(row.seq) };
}
