/** `POST /genie/retention/status`: how much there is of what grows, how old it is, and what a sweep would remove. */
import {
  type RetentionStatus,
  type RetentionTable,
  retentionKinds,
} from '@genie-helper/guard-protocol';
import type { Knex } from 'knex';
import { databaseNow } from '../leaving/tables.ts';
import { isPostgres, queryRows } from '../shared/directus.ts';
import { type RetentionRule, retentionRules } from './rules.ts';
import { conditionOf, type RetentionDays, type SweepDeps } from './sweep.ts';
import { retentionTable, type SweepRow } from './tables.ts';

/** Counting reads every row of these tables. Only whoever may look after the installation asks for it. */
export function createStatus({ db, days }: SweepDeps) {
  const isPg = isPostgres(db);
  return async (): Promise<RetentionStatus> => {
    const [time] = await queryRows<{ now: number | string }>(
      db,
      `SELECT ${databaseNow(db)} AS now`,
      [],
    );
    const now = Number(time?.now);
    const tables: RetentionTable[] = [];
    for (const rule of retentionRules()) {
      if (!(await db.schema.hasTable(rule.table))) continue;
      tables.push(await lookAt(db, rule, now, days));
    }
    const sweep: SweepRow | undefined = await db(retentionTable).first();
    return {
      days: Object.fromEntries(
        retentionKinds.map((kind) => [kind, days[kind]]),
      ) as RetentionStatus['days'],
      tables,
      ...(await sizeOfAll(db, isPg)),
      sweptAt: Number(sweep?.swept_at ?? 0) || null,
      removed: Number(sweep?.removed ?? 0),
    };
  };
}

async function lookAt(
  db: Knex,
  rule: RetentionRule,
  now: number,
  days: RetentionDays,
): Promise<RetentionTable> {
  const { table, kind, time, isTimestamp } = rule;
  const isPg = isPostgres(db);
  const goes = days[kind] === 0 ? 'FALSE' : conditionOf(rule, { now, days: days[kind], isPg });
  const epochMs = isPg && isTimestamp ? `EXTRACT(EPOCH FROM ${time}) * 1000` : time;
  const [found] = await queryRows<{ rows: number | string; oldest: number | string | null }>(
    db,
    // Of what ends at a time of its own, as a session does, only what is over has an age.
    `SELECT COUNT(*) AS rows, MIN(CASE WHEN ${epochMs} <= ? THEN ${epochMs} END) AS oldest FROM ${table} t`,
    [now],
  );
  const [going] = await queryRows<{ rows: number | string }>(
    db,
    `SELECT COUNT(*) AS rows FROM ${table} t WHERE ${goes}`,
    [],
  );
  const oldest = found?.oldest ?? null;
  return {
    table,
    kind,
    rows: Number(found?.rows ?? 0),
    bytes: await sizeOf(db, table, isPg),
    oldest: oldest === null ? null : Math.round(Number(oldest)),
    prunable: Number(going?.rows ?? 0),
  };
}

/** With its indexes. SQLite tells it only where it was built to. */
async function sizeOf(db: Knex, table: string, isPg: boolean): Promise<number | null> {
  try {
    const [row] = await queryRows<{ bytes: number | string | null }>(
      db,
      isPg
        ? 'SELECT pg_total_relation_size(to_regclass(?)) AS bytes'
        : `SELECT SUM(pgsize) AS bytes FROM dbstat
           WHERE aggregate = TRUE AND name IN (SELECT name FROM sqlite_master WHERE tbl_name = ?)`,
      [table],
    );
    return row?.bytes == null ? null : Number(row.bytes);
  } catch (error) {
    if (String(error).includes('no such table: dbstat')) return null;
    throw error;
  }
}

async function sizeOfAll(
  db: Knex,
  isPg: boolean,
): Promise<Pick<RetentionStatus, 'bytes' | 'freeBytes'>> {
  if (isPg) {
    const [row] = await queryRows<{ bytes: number | string }>(
      db,
      'SELECT pg_database_size(current_database()) AS bytes',
      [],
    );
    return { bytes: Number(row?.bytes), freeBytes: null };
  }
  const [row] = await queryRows<{ size: number; pages: number; free: number }>(
    db,
    `SELECT (SELECT page_size FROM pragma_page_size) AS size,
       (SELECT page_count FROM pragma_page_count) AS pages,
       (SELECT freelist_count FROM pragma_freelist_count) AS free`,
    [],
  );
  const { size = 0, pages = 0, free = 0 } = row ?? {};
  return { bytes: size * pages, freeBytes: size * free };
}
