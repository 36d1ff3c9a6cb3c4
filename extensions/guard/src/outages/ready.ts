/**
 * Whether the database can be written, and what time it is there: `GET /genie/ready`.
 *
 * Guarantees: the answer holds one word, the time and nothing else of the database, so anybody may ask. It comes in 2 s at
 * most, and a crowd that asks costs one question at a time. Nothing of what is written stays. A connection that has died
 * in silence is given up for it, and the next question has another one.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { type DatabaseState, type Readiness, readyPath } from '@genie-helper/guard-protocol';
import type { Knex } from 'knex';
import { databaseNow } from '../leaving/tables.ts';
import {
  type DirectusResponse,
  type HookRegistration,
  isPostgres,
  queryRows,
} from '../shared/directus.ts';
import { describeOutage } from './describe-outage.ts';

const maxWaitMs = 2_000;

const full = /^(?:53100|SQLITE_FULL|SQLITE_IOERR(?:_WRITE|_FSYNC|_TRUNCATE)?)$/;
const readOnly = /^(?:25006|SQLITE_READONLY.*|SQLITE_CANTOPEN)$/;

export function registerReadiness({ init }: Pick<HookRegistration, 'init'>, database: Knex): void {
  const room = watchRoom(database);
  let asking: Promise<Readiness> | undefined;
  // Ahead of Directus's own middleware, which needs the database itself.
  init('app.before', ({ app }) => {
    app.get(
      readyPath,
      async (_request: unknown, response: Pick<DirectusResponse, 'set' | 'json'>) => {
        asking ??= inTime(ask(database, room)).finally(() => {
          asking = undefined;
        });
        const data = await asking;
        response.set('Cache-Control', 'no-store');
        response.json({ data });
      },
    );
  });
}

function inTime(answer: Promise<Readiness>): Promise<Readiness> {
  return Promise.race([answer, delay<Readiness>(maxWaitMs, { database: 'away' }, { ref: false })]);
}

class TakenBack extends Error {}

async function ask(database: Knex, room: ReturnType<typeof watchRoom>): Promise<Readiness> {
  try {
    if (isPostgres(database)) {
      return room().isFull ? { database: 'full' } : await askPostgres(database);
    }
    await database.transaction(async (transaction) => {
      // SQLite writes what was there to its journal first, and needs room for that; where nothing changes it writes nothing.
      await transaction.raw(`UPDATE genie_rights_version SET version = version + 1`);
      throw new TakenBack();
    });
  } catch (error) {
    // A database in a file goes by the clock of this machine.
    if (error instanceof TakenBack) return { database: 'writable', now: Date.now() };
    return { database: stateBy(describeOutage(error)) };
  }
  return { database: 'away' };
}

function stateBy(outage: string | undefined): DatabaseState {
  if (outage === undefined) return 'away';
  if (full.test(outage)) return 'full';
  if (readOnly.test(outage)) return 'read_only';
  // Somebody else is writing, so it can be written.
  return outage.startsWith('SQLITE_BUSY') ? 'writable' : 'away';
}

/** A write that is taken back proves nothing there: it reaches no disk, and would wait for the locks of others. */
async function askPostgres(database: Knex): Promise<Readiness> {
  const [row] = await queryRows<{ read_only: string; now: number | string }>(
    database,
    `SELECT current_setting('transaction_read_only') AS read_only, ${databaseNow(database)} AS now`,
    [],
    maxWaitMs,
  );
  return { database: row?.read_only === 'off' ? 'writable' : 'read_only', now: Number(row?.now) };
}

/** How often PostgreSQL is asked whether its disk has room. */
const roomEveryMs = 5_000;

/**
 * Whether the disk of a PostgreSQL has room, by a sort that doesn't fit into memory: half a megabyte of it goes to a file
 * beside the database's own, and is gone with the statement. It writes no row, no log and no catalogue, and waits for no lock.
 *
 * @returns what tells the last outcome, and looks again where that is old; nobody waits for it
 */
function watchRoom(database: Knex): () => { isFull: boolean } {
  let lookedAt = Number.NEGATIVE_INFINITY;
  let isFull = false;
  async function look(): Promise<void> {
    try {
      await database.transaction(async (transaction) => {
        const own = `SELECT set_config('work_mem', '64kB', true), set_config('temp_tablespaces', '', true)`;
        await queryRows(transaction, own, [], maxWaitMs);
        const sort = `SELECT count(*) FROM (
          SELECT repeat(md5(CAST(n AS text)), 4) AS line FROM generate_series(1, 4000) AS n ORDER BY line OFFSET 0
        ) AS sorted`;
        await queryRows(transaction, sort, [], maxWaitMs);
      });
      isFull = false;
    } catch (error) {
      // Whatever else is wrong is for the question beside it.
      isFull = full.test(describeOutage(error) ?? '');
    }
  }
  return () => {
    if (performance.now() - lookedAt >= roomEveryMs) {
      lookedAt = performance.now();
      void look();
    }
    return { isFull };
  };
}
