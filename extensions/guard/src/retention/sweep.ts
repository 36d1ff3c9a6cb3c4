/**
 * `POST /genie/retention/step`: removes some of what has had its time.
 *
 * Guarantees: of any number of processes one is at work, by a claim that the database's clock ends; one that lost its
 * claim meanwhile removes nothing. Each transaction removes a bounded number of rows and keeps how far the sweep is, so it
 * goes on there, whoever dies. A row that is needed again at that moment stays: it's looked at in the statement that
 * removes it.
 *
 * Doesn't guarantee: that the database's file gets smaller. Its room is used again for new rows.
 */
import { randomBytes } from 'node:crypto';
import { InvalidPayloadError } from '@directus/errors';
import {
  type RetentionKind,
  type RetentionStepAnswer,
  retentionClaimMs,
  retentionRestMs,
} from '@genie-helper/guard-protocol';
import type { Knex } from 'knex';
import { databaseNow } from '../leaving/tables.ts';
import { isPostgres, queryRows } from '../shared/directus.ts';
import { type RetentionRule, retentionRules } from './rules.ts';
import { indexTime, retentionTable, type SweepRow } from './tables.ts';

/** How many days each kind is kept; 0: for ever. */
export type RetentionDays = Readonly<Record<RetentionKind, number>>;

export interface SweepDeps {
  db: Knex;
  days: RetentionDays;
}

/** After so long a step is over, in milliseconds, once it has removed something: others wait for the one connection of SQLite. */
const stepMs = 250;

const rowsAtOnce = 1_000;
const dayMs = 86_400_000;

type Removed = RetentionStepAnswer['removed'];
interface Position {
  rule: number;
  afterKey: number;
}

class ClaimLost extends Error {}

export function createSweepStep({ db, days }: SweepDeps) {
  const rules = retentionRules();
  return async (body: unknown): Promise<RetentionStepAnswer> => {
    const claim = randomBytes(16).toString('base64url');
    const begun = await claimSweep(db, claim, readBegin(body));
    if (typeof begun === 'string') return { verdict: begun, removed: {} };
    const removed: Removed = {};
    try {
      const isOver = await work(begun, claim, removed);
      return { verdict: isOver ? 'done' : 'more', removed };
    } catch (error) {
      if (error instanceof ClaimLost) return { verdict: 'busy', removed };
      throw error;
    } finally {
      await db(retentionTable).where({ claim }).update({ claim: null, claimed_until: 0 });
    }
  };

  /** @returns whether the sweep is over */
  async function work(begun: Begun, claim: string, removed: Removed): Promise<boolean> {
    const { now } = begun;
    const until = performance.now() + stepMs;
    let at: Position = begun;
    do {
      const rule = rules[at.rule];
      if (rule === undefined) {
        await keepPosition(db, claim, { rule: 0, afterKey: 0 }, 0, now);
        return true;
      }
      at = await pruneSome(rule, at, now, claim, removed);
    } while (performance.now() < until);
    await keepPosition(db, claim, at, 0);
    return false;
  }

  async function pruneSome(
    rule: RetentionRule,
    at: Position,
    now: number,
    claim: string,
    removed: Removed,
  ): Promise<Position> {
    const next = { rule: at.rule + 1, afterKey: 0 };
    if (days[rule.kind] === 0 || !(await db.schema.hasTable(rule.table))) return next;
    if (at.afterKey === 0) await indexTime(db, rule);
    const page =
      rule.by === 'number' ? await readPage(db, rule, at.afterKey, now, days) : undefined;
    if (rule.by === 'number' && page === undefined) return next;
    // Nothing of it is old: no need to write how far it is.
    if (page?.old === 0) return { rule: at.rule, afterKey: page.last };
    return await db.transaction(async (trx) => {
      const { count, isMore } = await removeSome(trx, rule, { now, days }, at.afterKey, page?.last);
      // By time, what goes next is what is oldest then; the key says only that the rule has begun.
      const further = isMore ? { rule: at.rule, afterKey: page?.last ?? 1 } : next;
      await keepPosition(trx, claim, further, count);
      removed[rule.kind] = (removed[rule.kind] ?? 0) + count;
      return further;
    });
  }
}

/** @throws InvalidPayloadError */
function readBegin(body: unknown): boolean {
  const begin: unknown =
    typeof body === 'object' && body !== null ? Reflect.get(body, 'begin') : undefined;
  if (begin === undefined || typeof begin === 'boolean') return begin === true;
  throw new InvalidPayloadError({ reason: 'begin must be true or false' });
}

type Begun = Position & { now: number };

/** One statement, so that one process has it. */
async function claimSweep(
  db: Knex,
  claim: string,
  isBegun: boolean,
): Promise<Begun | 'busy' | 'resting'> {
  const now = databaseNow(db);
  const fromStart = isBegun ? 'rule = 0, after_key = 0, next_at = 0,' : '';
  const [row] = await queryRows<SweepRow & { now: number | string }>(
    db,
    `UPDATE ${retentionTable}
     SET ${fromStart} claim = ?, claimed_until = ${now} + CAST(? AS bigint)
     WHERE id = 1 AND claimed_until <= ${now} ${isBegun ? '' : `AND next_at <= ${now}`}
     RETURNING rule, after_key, ${now} AS now`,
    [claim, retentionClaimMs],
  );
  if (row !== undefined) {
    return { rule: row.rule, afterKey: Number(row.after_key), now: Number(row.now) };
  }
  const held = await queryRows(
    db,
    `SELECT 1 FROM ${retentionTable} WHERE claimed_until > ${now}`,
    [],
  );
  return held.length > 0 ? 'busy' : 'resting';
}

/**
 * @param endedAt the sweep is over
 * @throws ClaimLost
 */
async function keepPosition(
  db: Knex,
  claim: string,
  { rule, afterKey }: Position,
  count: number,
  endedAt?: number,
): Promise<void> {
  const ending =
    endedAt === undefined ? {} : { swept_at: endedAt, next_at: endedAt + retentionRestMs };
  const kept = await db(retentionTable)
    .where({ claim })
    .update({ rule, after_key: afterKey, ...ending })
    .increment('removed', count);
  if (kept === 0) throw new ClaimLost();
}

/** @param lastKey of the page that was looked at; without one the oldest go. @returns how many went */
async function removeSome(
  trx: Knex,
  rule: RetentionRule,
  { now, days }: { now: number; days: RetentionDays },
  afterKey: number,
  lastKey: number | undefined,
): Promise<{ count: number; isMore: boolean }> {
  const { table, key, before, time } = rule;
  const goes = conditionOf(rule, { now, days: days[rule.kind], isPg: isPostgres(trx) });
  const limit = rule.rowsAtOnce ?? rowsAtOnce;
  const keys =
    lastKey === undefined
      ? `SELECT t.${key} FROM ${table} t WHERE ${goes} ORDER BY ${time} LIMIT ${limit}`
      : `SELECT t.${key} FROM ${table} t
         WHERE t.${key} > ${afterKey} AND t.${key} <= ${lastKey} AND ${goes}`;
  if (before !== undefined) await trx.raw(before.replaceAll('$keys', keys));
  const gone = await queryRows(
    trx,
    `DELETE FROM ${table} AS t WHERE t.${key} IN (${keys}) AND ${goes} RETURNING ${key}`,
    [],
  );
  return { count: gone.length, isMore: lastKey !== undefined || gone.length === limit };
}

/**
 * The next rows by their key: the last one, and how many are old. All of a table is looked at, since rows that were put back
 * or moved here may be old behind young ones.
 *
 * @returns undefined where there are none
 */
async function readPage(
  db: Knex,
  rule: RetentionRule,
  afterKey: number,
  now: number,
  days: RetentionDays,
): Promise<{ last: number; old: number } | undefined> {
  const { table, key } = rule;
  const isOld = isOlder(rule, now - days[rule.kind] * dayMs, isPostgres(db));
  const [page] = await queryRows<{ last: number | string | null; old: number | string | null }>(
    db,
    `SELECT MAX(key) AS last, SUM(old) AS old FROM (
       SELECT t.${key} AS key, CASE WHEN ${isOld} THEN 1 ELSE 0 END AS old FROM ${table} t
       WHERE t.${key} > ${afterKey} ORDER BY t.${key} LIMIT ${rule.rowsAtOnce ?? rowsAtOnce}
     ) page`,
    [],
  );
  const last = page?.last ?? null;
  return last === null ? undefined : { last: Number(last), old: Number(page?.old) };
}

/** Which rows go, as SQL of `t`. */
export function conditionOf(
  rule: RetentionRule,
  { now, days, isPg }: { now: number; days: number; isPg: boolean },
): string {
  const unless = rule.unless?.replaceAll('$now', String(now));
  return `${isOlder(rule, now - days * dayMs, isPg)}${unless === undefined ? '' : ` AND NOT (${unless})`}`;
}

/** SQLite keeps Directus's timestamps as epoch milliseconds. */
function isOlder({ time, isTimestamp }: RetentionRule, before: number, isPg: boolean): string {
  return `${time} < ${isPg && isTimestamp ? `to_timestamp(${before} / 1000.0)` : before}`;
}
