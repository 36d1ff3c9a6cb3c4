import { type BeginDeletionAnswer, leavingPaths } from '@genie-helper/guard-protocol';
import type { Knex } from 'knex';
import type { TestUser } from '../../../../test/support/directus-client.ts';
import { askGuard } from './account-links.ts';
import type { Caller } from './caller.ts';
import { logIn } from './log-in.ts';

/** Deletes an account as its owner does, with the password just proven. */
export async function beginDeletion(caller: Caller, user: TestUser): Promise<BeginDeletionAnswer> {
  const { accessToken: proof } = await logIn(caller, user, 'session');
  const { status, data, text } = await askGuard(caller, leavingPaths.begin, { proof });
  if (status !== 200) throw new Error(`no answer to a deletion: ${status} ${text}`);
  return data as BeginDeletionAnswer;
}

/** Moves the time of an account's erasure, as if so much of it had gone by. */
export async function passTime(db: Knex, userId: string, ms: number): Promise<void> {
  await db('genie_deletions').where({ user: userId }).decrement('deletes_at', ms);
  await db('genie_account_links').where({ user: userId }).decrement('expires_at', ms);
}

/** Claims and erases whatever is due. @returns the ids of who was erased */
export async function eraseDue(caller: Pick<Caller, 'admin'>): Promise<string[]> {
  const erased: string[] = [];
  for (;;) {
    const { data } = await askGuard(caller, leavingPaths.claim, {});
    const { erasure } = data as { erasure: { userId: string; claim: string } | null };
    if (erasure === null) return erased;
    const { userId, claim } = erasure;
    const answer = await askGuard(caller, leavingPaths.erase, { userId, claim });
    if (answer.status !== 200) throw new Error(`not erased: ${answer.status} ${answer.text}`);
    erased.push(userId);
  }
}

/** Every table and column of the database that holds one of the texts, in any case. */
export async function findTraces(db: Knex, texts: readonly string[]): Promise<string[]> {
  const isPg = db.client.config.client === 'pg';
  const found: string[] = [];
  for (const { table, column } of await allColumns(db, isPg)) {
    for (const text of texts) {
      const result = await db.raw(
        isPg
          ? 'SELECT COUNT(*) AS count FROM ?? WHERE position(? IN LOWER(CAST(?? AS text))) > 0'
          : 'SELECT COUNT(*) AS count FROM ?? WHERE instr(LOWER(CAST(?? AS text)), ?) > 0',
        isPg ? [table, text.toLowerCase(), column] : [table, column, text.toLowerCase()],
      );
      const [first] = isPg ? result.rows : result;
      if (Number(first.count) > 0) found.push(`${table}.${column}`);
    }
  }
  return [...new Set(found)].sort();
}

async function allColumns(db: Knex, isPg: boolean): Promise<{ table: string; column: string }[]> {
  if (isPg) {
    const { rows } = await db.raw(
      `SELECT table_name AS table, column_name AS column FROM information_schema.columns
       WHERE table_schema = current_schema()`,
    );
    return rows;
  }
  return await db.raw(
    `SELECT m.name AS "table", c.name AS "column"
     FROM sqlite_master m JOIN pragma_table_info(m.name) c WHERE m.type = 'table'`,
  );
}
