/**
 * Statements that run again and again, parsed once a connection: for a short statement that's most of its cost.
 *
 * They run as every other query does, on a connection of the pool and under its bounds, and whoever listens to queries
 * hears of them.
 */
import type { Knex } from 'knex';
import { type Bindings, isPostgres, queryRows } from './directus.ts';

/** A connection of the driver for SQLite, as far as it's needed. */
interface SqliteConnection {
  prepare(sql: string, prepared: (error: Error | null) => void): SqliteStatement;
  all(sql: string, bindings: unknown[], done: Done): void;
}

interface SqliteStatement {
  all(bindings: unknown[], done: Done): void;
  finalize(): void;
}

type Done = (error: Error | null, rows: unknown[]) => void;

/** What PostgreSQL says where a pooler between gives each query another connection: it knows no statement, or has it already. */
const notKept = new Set(['26000', '42P05']);

/** Makes what asks one database. @returns asks for the rows of a statement; the same texts should come again and again */
export function createPreparedRows(db: Knex) {
  return isPostgres(db) ? preparedByName(db) : preparedInProcess(db);
}

function preparedByName(db: Knex) {
  const names = new Map<string, string>();
  let isKept = true;
  return async <Row>(sql: string, bindings: Bindings): Promise<Row[]> => {
    if (!isKept) return await queryRows<Row>(db, sql, bindings);
    const name = names.get(sql) ?? `genie_${names.size}`;
    names.set(sql, name);
    try {
      const answer: { rows: Row[] } = await db
        .raw(sql, bindings as Knex.RawBinding[])
        .options({ name });
      return answer.rows;
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && notKept.has(String(error.code))))
        throw error;
      isKept = false;
      return await queryRows<Row>(db, sql, bindings);
    }
  };
}

function preparedInProcess(db: Knex) {
  const statements = new WeakMap<SqliteConnection, Map<string, SqliteStatement>>();
  // A connection with statements doesn't close.
  db.client.pool?.on('destroyRequest', (_event: number, connection: SqliteConnection) => {
    for (const statement of statements.get(connection)?.values() ?? []) statement.finalize();
    statements.delete(connection);
  });

  function run(connection: SqliteConnection, sql: string, bindings: unknown[], done: Done): void {
    const ofConnection = statements.get(connection) ?? new Map<string, SqliteStatement>();
    statements.set(connection, ofConnection);
    const kept = ofConnection.get(sql);
    if (kept !== undefined) {
      kept.all(bindings, done);
      return;
    }
    const statement = connection.prepare(sql, (error) => {
      if (error !== null) {
        done(error, []);
        return;
      }
      ofConnection.set(sql, statement);
      statement.all(bindings, done);
    });
  }

  return async <Row>(sql: string, bindings: Bindings): Promise<Row[]> => {
    const connection: SqliteConnection = await db.client.acquireConnection();
    try {
      const preparing: SqliteConnection = Object.create(connection, {
        all: {
          value: (text: string, values: unknown[], done: Done) =>
            run(connection, text, values, done),
        },
      });
      return await db.raw(sql, bindings as Knex.RawBinding[]).connection(preparing);
    } finally {
      await db.client.releaseConnection(connection);
    }
  };
}
