/**
 * `POST /genie/leaving/claim` and `erase`: what becomes of an account whose seven days are over.
 *
 * Guarantees: a claim is one statement, by the database's clock, so of any number of processes one has an account, and
 * whoever dies in the middle leaves it to the next. Files go first, one by one, and may go again; everything else
 * goes with the user in one transaction, so there is no account that is half erased. One that was restored, or that an
 * administrator has made active, isn't erased.
 *
 * Doesn't guarantee: anything about copies elsewhere, such as backups and the logs of processes. What an administrator has
 * uploaded, made or set is the installation's: it stays, without the name.
 */
import { randomBytes, randomUUID } from 'node:crypto';
import {
  type ClaimErasureAnswer,
  type EraseAnswer,
  erasureClaimMs,
} from '@genie-helper/guard-protocol';
import type { Knex } from 'knex';
import {
  type Account,
  isAdministrator,
  type LinkDeps,
  lockAccount,
  optionalUserIdOf,
  textOf,
} from '../account-links/accounts.ts';
import { erasePerson } from '../audit/erase-person.ts';
import { isPostgres, queryRows } from '../shared/directus.ts';
import type { RunningDirectus } from '../shared/running-directus.ts';
import { clearPersonalRows, clearReferences } from './personal-rows.ts';
import { openStoredFiles, type RemoveBytes } from './stored-files.ts';
import { databaseNow, deletionsTable } from './tables.ts';

export interface ErasureDeps {
  db: Knex;
  directus: RunningDirectus;
  services: Pick<LinkDeps['services'], 'UsersService'>;
}

export function createClaimErasure({ db }: Pick<ErasureDeps, 'db'>) {
  return async (): Promise<ClaimErasureAnswer> => {
    const now = databaseNow(db);
    const others = isPostgres(db) ? 'FOR UPDATE SKIP LOCKED' : '';
    const claim = randomBytes(32).toString('base64url');
    const [row] = await queryRows<{ userId: string }>(
      db,
      `UPDATE ${deletionsTable}
       SET claim = ?, claimed_until = ${now} + CAST(? AS bigint), attempts = attempts + 1
       WHERE "user" = (
         SELECT "user" FROM ${deletionsTable}
         WHERE deletes_at <= ${now} AND claimed_until <= ${now}
         ORDER BY attempts, deletes_at LIMIT 1 ${others}
       )
       RETURNING "user" AS "userId"`,
      [claim, erasureClaimMs],
    );
    if (row === undefined) return { erasure: null };
    const user = await db('directus_users').where({ id: row.userId }).first('email');
    return { erasure: { userId: row.userId, email: user?.email ?? null, claim } };
  };
}

export function createErase(deps: ErasureDeps) {
  return async (body: unknown, schema: unknown): Promise<EraseAnswer> => {
    const userId = optionalUserIdOf(body, 'userId') ?? textOf(body, 'userId');
    const claim = textOf(body, 'claim');
    const { db } = deps;
    const begun = await db.transaction((trx) => beginErasing(trx, userId, claim));
    if (begun === undefined) return { verdict: 'gone' };
    await eraseFiles(deps, begun);
    return await db.transaction(async (trx) => {
      const account = await findClaimed(trx, userId, claim);
      if (account === undefined) return { verdict: 'gone' };
      const { email } = account;
      await erasePerson(trx, { id: userId, pseudonym: randomUUID() });
      await clearPersonalRows(trx, { id: userId, email });
      await clearReferences(trx, userId);
      const { UsersService } = deps.services;
      // Without its events: an operator's flow could write the id somewhere, after all is erased.
      const users = new UsersService({ knex: trx, schema, accountability: null });
      await users.deleteOne(userId, { emitEvents: false });
      return { verdict: 'erased' };
    });
  };
}

/** From here on there is no way back. */
async function beginErasing(trx: Knex, userId: string, claim: string) {
  const account = await findClaimed(trx, userId, claim);
  if (account === undefined) return undefined;
  await trx(deletionsTable).where({ user: userId }).update({ state: 'erasing' });
  return { ...account, isAdministrator: await isAdministrator(trx, userId) };
}

/** The account, locked, if it's still to be erased by the holder of this claim. */
async function findClaimed(trx: Knex, userId: string, claim: string): Promise<Account | undefined> {
  const account = await lockAccount(trx, { id: userId });
  if (account === undefined) return undefined;
  const row = await trx(deletionsTable).where({ user: userId, claim }).first('user');
  if (row === undefined) return undefined;
  if (account.status === 'archived') return account;
  // Somebody has made it active while its trigger wasn't there: it's wanted.
  await trx(deletionsTable).where({ user: userId }).delete();
  return undefined;
}

/** The bytes first and the row after them: whoever dies in between leaves a row, by which the next one finds them again. */
async function eraseFiles(
  { db, directus }: ErasureDeps,
  { id, isAdministrator: isAdmin }: Account & { isAdministrator: boolean },
): Promise<void> {
  const avatar = db('directus_users').where({ id }).whereNotNull('avatar').select('avatar');
  const theirs = db('directus_files').where((file) => {
    file.whereIn('id', avatar);
    if (!isAdmin) file.orWhere({ uploaded_by: id });
  });
  let removeBytes: RemoveBytes | undefined;
  for (;;) {
    const [file] = await theirs.clone().limit(1).select('id', 'storage', 'filename_disk');
    if (file === undefined) return;
    removeBytes ??= await openStoredFiles(directus);
    if (file.filename_disk !== null) await removeBytes(file);
    await db('directus_files').where({ id: file.id }).delete();
  }
}
