/**
 * `POST /genie/leaving/begin`: ends an account now, and has it erased in seven days, for whoever has just proven the
 * password.
 *
 * Guarantees: the proof lives at the moment of the act. In one transaction the account is archived, every login of it and
 * its static token end, and its owner's notice is kept, with which come the ways back; so there is no account without a way
 * back. Somebody who can sign in and has admin access stays, also where two leave at one moment.
 */
import { type BeginDeletionAnswer, deletionRegretMs } from '@genie-helper/guard-protocol';
import type { Knex } from 'knex';
import { isAdministrator, type LinkDeps, lockAccount } from '../account-links/accounts.ts';
import { createProofReader, findProof } from '../account-links/live-proof.ts';
import { logAct } from '../audit/log-act.ts';
import type { TokenSecrets } from '../sessions/access-token.ts';
import { adminRights } from '../sessions/find-identities.ts';
import { isPostgres, queryRows } from '../shared/directus.ts';
import { databaseNow, deletionsTable } from './tables.ts';

/** Any number that nobody else in this database locks on. */
const administratorsLock = 7_350_213_413;

export function createBeginDeletion({
  db,
  secrets,
}: Pick<LinkDeps, 'db'> & { secrets: TokenSecrets }) {
  const readProof = createProofReader(secrets);

  return async (body: unknown): Promise<BeginDeletionAnswer> => {
    const shown = readProof(body);
    if (shown === undefined) return { verdict: 'refused' };
    const { id } = shown;
    return await db.transaction(async (trx) => {
      const account = await lockAccount(trx, { id });
      const proof = await findProof(trx, shown);
      if (account?.status !== 'active' || proof === undefined) return { verdict: 'refused' };
      if (await isLastAdministrator(trx, id)) return { verdict: 'last_administrator' };
      const deletesAt = await archive(trx, account);
      await logAct(trx, { action: 'begin_deletion', userId: id });
      return { verdict: 'begun', deletesAt };
    });
  };
}

/** Whether nobody else who can sign in would have admin access. SQLite has one writer; PostgreSQL lets one in at a time. */
async function isLastAdministrator(trx: Knex, userId: string): Promise<boolean> {
  if (!(await isAdministrator(trx, userId))) return false;
  if (isPostgres(trx)) await trx.raw('SELECT pg_advisory_xact_lock(?)', [administratorsLock]);
  const others = await queryRows(
    trx,
    `${adminRights()}
     SELECT u.id FROM directus_users u
     WHERE u.id <> ? AND u.status = 'active'
       AND (u.password IS NOT NULL OR u.provider <> 'default')
       AND (u.role IN (SELECT id FROM admin_roles) OR u.id IN (SELECT id FROM admin_users))
     LIMIT 1`,
    [userId],
  );
  return others.length === 0;
}

/** @returns when it will be erased, epoch milliseconds */
async function archive(trx: Knex, { id, status }: { id: string; status: string }): Promise<number> {
  const now = databaseNow(trx);
  // Before the row is there: the trigger takes it away with any other status.
  await trx('directus_users').where({ id }).update({ status: 'archived', token: null });
  await trx('directus_sessions').where({ user: id }).delete();
  const [row] = await queryRows<{ deletesAt: number | string }>(
    trx,
    `INSERT INTO ${deletionsTable} ("user", former_status, requested_at, deletes_at)
     SELECT id, CAST(? AS varchar(16)), ${now}, ${now} + CAST(? AS bigint)
     FROM directus_users WHERE id = ?
     RETURNING deletes_at AS "deletesAt"`,
    [status, deletionRegretMs, id],
  );
  const deletesAt = Number(row?.deletesAt);
  await trx.raw(
    `INSERT INTO genie_notices ("user", kind, email, detail, at)
     SELECT id, 'account-deletion', email, CAST(? AS text), ${now}
     FROM directus_users WHERE id = ? AND email IS NOT NULL`,
    [String(deletesAt), id],
  );
  return deletesAt;
}
