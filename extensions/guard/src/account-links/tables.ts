/**
 * The table of links, and the trigger that ends them with what they rest on.
 *
 * A row is kept for two days after its making at least (`retention/`), whatever became of it, so that a mail that is sent
 * once more finds that its link was used, and doesn't make it again.
 */
import { randomBytes, randomUUID } from 'node:crypto';
import type { LinkPurpose } from '@genie-helper/guard-protocol';
import type { Knex } from 'knex';
import { isPostgres, type Logger } from '../shared/directus.ts';
import { runAndRollBack } from '../shared/run-and-roll-back.ts';
import { createUserTriggers, keepUserTriggers, type UserTrigger } from '../shared/user-triggers.ts';

export const linksTable = 'genie_account_links';

export type LinkState = 'live' | 'used' | 'ended';

export interface LinkRow {
  token_hash: string;
  user: string;
  purpose: LinkPurpose;
  /** Of the account when the link was made, where it was sent; of an `email-change` the address that the account gets. */
  email: string;
  state: LinkState;
  /** Wrong codes of the second factor. */
  failures: number;
  /** Epoch milliseconds, as the next. A text where PostgreSQL reads a bigint. */
  created_at: number | string;
  expires_at: number | string;
  /** Of a notice: when what it tells of happened. */
  since?: number | string | null;
}

/** Any number that nobody else in this database locks on. */
const advisoryLock = 7_350_213_410;

const triggers: readonly UserTrigger[] = [
  {
    name: 'genie_account_links_end',
    columns: ['email', 'password', 'provider', 'status'],
    // Whoever took an account over sets another password and e-mail next: the way back stays open.
    statement: `UPDATE ${linksTable} SET state = 'ended'
      WHERE "user" = NEW.id AND state = 'live' AND purpose <> 'not-me'`,
  },
];

const watched = Symbol.for('genie-helper.account-links.triggers');

export async function prepareLinks(db: Knex, logger: Logger): Promise<void> {
  await createLinksTable(db);
  keepUserTriggers(db, watched, triggers, (error) => logger.error(error));
  await testLinks(db);
}

/** Makes the table and its trigger where they aren't there yet; several processes may do it at once. */
export async function createLinksTable(db: Knex): Promise<void> {
  const userType = isPostgres(db) ? 'uuid' : 'char(36)';
  await db.transaction(async (trx) => {
    if (isPostgres(db)) await trx.raw('SELECT pg_advisory_xact_lock(?)', [advisoryLock]);
    if (!(await trx.schema.hasTable(linksTable))) {
      await trx.raw(`
        CREATE TABLE ${linksTable} (
          token_hash varchar(43) NOT NULL PRIMARY KEY,
          "user" ${userType} NOT NULL REFERENCES directus_users (id) ON DELETE CASCADE,
          purpose varchar(20) NOT NULL,
          email varchar(255) NOT NULL,
          state varchar(8) NOT NULL,
          failures integer NOT NULL DEFAULT 0,
          created_at bigint NOT NULL,
          expires_at bigint NOT NULL
        )`);
      await trx.raw(`CREATE INDEX ${linksTable}_user ON ${linksTable} ("user", purpose)`);
      await trx.raw(`CREATE INDEX ${linksTable}_created ON ${linksTable} (created_at)`);
    }
    // The table of an older version lacks it.
    if (!(await trx.schema.hasColumn(linksTable, 'since'))) {
      await trx.raw(`ALTER TABLE ${linksTable} ADD COLUMN since bigint`);
    }
    await createUserTriggers(trx, triggers);
  });
}

/**
 * Changes a user that exists only inside a transaction that's rolled back, and looks what becomes of its links.
 *
 * @throws Error that says what doesn't hold in this database
 */
async function testLinks(db: Knex): Promise<void> {
  await runAndRollBack(db, exercise);
}

async function exercise(trx: Knex): Promise<void> {
  const user = randomUUID();
  await trx('directus_users').insert({ id: user, status: 'active', provider: 'default' });
  const wayBack = await addLink(trx, user, 'not-me');
  const changes = [
    { password: 'changed' },
    { email: `${user}@invalid` },
    { status: 'suspended' },
    { provider: 'other' },
  ];
  for (const change of changes) {
    const link = await addLink(trx, user, 'password-reset');
    await trx('directus_users').where({ id: user }).update(change);
    const [name] = Object.keys(change);
    expect((await stateOf(trx, link)) === 'ended', `links end with a changed ${name}`);
    expect((await stateOf(trx, wayBack)) === 'live', `the way back outlives a changed ${name}`);
  }
  await trx('directus_users').where({ id: user }).delete();
  expect((await stateOf(trx, wayBack)) === undefined, 'links go with their user');
}

async function addLink(trx: Knex, user: string, purpose: LinkPurpose): Promise<string> {
  const link: LinkRow = {
    token_hash: randomBytes(32).toString('base64url'),
    user,
    purpose,
    email: 'nobody@invalid',
    state: 'live',
    failures: 0,
    created_at: Date.now(),
    expires_at: Date.now() + 60_000,
  };
  await trx(linksTable).insert(link);
  return link.token_hash;
}

async function stateOf(trx: Knex, tokenHash: string): Promise<LinkState | undefined> {
  const row = await trx(linksTable).where({ token_hash: tokenHash }).first('state');
  return row?.state;
}

function expect(holds: boolean, what: string): void {
  if (!holds) throw new Error(`it doesn't hold in this database that ${what}.`);
}
