/** What of a person the guard's database alone can tell our API: entries of the access log, accounts that wait. */
import { InvalidPayloadError } from '@directus/errors';
import type { DeletionStatus, OwnAccessAnswer, OwnAccessRow } from '@genie-helper/guard-protocol';
import type { Knex } from 'knex';
import { optionalUserIdOf } from '../account-links/accounts.ts';
import { queryRows } from '../shared/directus.ts';
import { databaseNow, deletionsTable } from './tables.ts';

const maxEntries = 500;

/**
 * `POST /genie/leaving/access`: entries about the credentials of one person, newest first: of the records that are the
 * person's now, and of those that were and that the person made, changed or removed. What the person tried with other people's
 * records is none of them.
 */
export async function readAccess(db: Knex, body: unknown): Promise<OwnAccessAnswer> {
  const userId = userIdOf(body);
  const limit = wholeOf(body, 'limit', maxEntries) ?? maxEntries;
  const offset = wholeOf(body, 'offset') ?? 0;
  const before = wholeOf(body, 'before');
  const connectionId = optionalUserIdOf(body, 'connectionId');
  const owned = `
    item IN (
      SELECT CAST(id AS varchar(36)) FROM platform_connections WHERE "user" = :userId
      UNION SELECT CAST(id AS varchar(36)) FROM download_credentials WHERE "user" = :userId
      UNION SELECT CAST(id AS varchar(36)) FROM platform_sessions WHERE "user" = :userId
      UNION SELECT item FROM credential_access_log
        WHERE principal_kind = 'user' AND principal_id = :textId AND outcome = 'done')`;
  const where = [
    owned,
    // What else happened to an account has no form in the answer yet.
    `COALESCE(area, 'credentials') = 'credentials'`,
    ...(connectionId === undefined ? [] : ['connection = :connectionId']),
    ...(before === undefined ? [] : ['id < :before']),
  ].join(' AND ');
  const bindings = { userId, textId: userId, connectionId, before, limit, offset };
  const { rows, total } = await db.transaction(async (trx) => ({
    rows: await named<Omit<OwnAccessRow, 'at'> & { at: string | number | Date }>(
      trx,
      `SELECT id, at, action, outcome, principal_kind, principal_id, collection, item, connection,
         request_id, address, client
       FROM credential_access_log WHERE ${where} ORDER BY id DESC LIMIT :limit OFFSET :offset`,
      bindings,
    ),
    total:
      before === undefined
        ? await named<{ count: number | string }>(
            trx,
            `SELECT COUNT(*) AS count FROM credential_access_log WHERE ${where}`,
            bindings,
          )
        : undefined,
  }));
  return {
    entries: rows.map(({ at, ...entry }) => ({ ...entry, at: new Date(at).toISOString() })),
    total: total === undefined ? null : Number(total[0]?.count),
  };
}

/** `POST /genie/leaving/status`: how many accounts wait for their deletion, and which come next. */
export async function readDeletionStatus(db: Knex): Promise<DeletionStatus> {
  const now = databaseNow(db);
  const [counted] = await queryRows<Record<'waiting' | 'overdue' | 'oldest', number | string>>(
    db,
    `SELECT COUNT(*) AS waiting,
       COALESCE(SUM(CASE WHEN deletes_at <= ${now} THEN 1 ELSE 0 END), 0) AS overdue,
       COALESCE(${now} - MIN(deletes_at), 0) AS oldest
     FROM ${deletionsTable}`,
    [],
  );
  const rows = await db(deletionsTable).orderBy('deletes_at').limit(100);
  return {
    waiting: Number(counted?.waiting),
    overdue: Number(counted?.overdue),
    oldestOverdueMs: Math.max(0, Number(counted?.oldest)),
    next: rows.map((row) => ({
      userId: row.user,
      requestedAt: Number(row.requested_at),
      deletesAt: Number(row.deletes_at),
      attempts: row.attempts,
    })),
  };
}

async function named<Row>(trx: Knex, sql: string, bindings: object): Promise<Row[]> {
  const present = Object.fromEntries(
    Object.entries(bindings).filter(([, value]) => value !== undefined),
  );
  const result: unknown = await trx.raw(sql, present as Knex.ValueDict);
  return (Array.isArray(result) ? result : (result as { rows: Row[] }).rows) as Row[];
}

function userIdOf(body: unknown): string {
  const userId = optionalUserIdOf(body, 'userId');
  if (userId !== undefined) return userId;
  throw new InvalidPayloadError({ reason: 'userId must be the id of a user' });
}

function wholeOf(body: unknown, name: string, most = Number.MAX_SAFE_INTEGER): number | undefined {
  const value: unknown = typeof body === 'object' && body !== null ? Reflect.get(body, name) : null;
  if (value === undefined || value === null) return undefined;
  if (Number.isSafeInteger(value) && Number(value) >= 0 && Number(value) <= most) {
    return Number(value);
  }
  throw new InvalidPayloadError({ reason: `${name} must be a whole number` });
}
