import { join } from 'node:path';
import knex from 'knex';
import type { TestDirectus } from './start-directus.ts';

/** What no API lets a test do to a user. */
export interface UserDatabase {
  /** Sets the secret of a second factor, as if it had been confirmed. */
  setSecondFactor(userId: string, secret: string): Promise<void>;
  /** Makes it look as if the second factor had been set that much earlier, in milliseconds. */
  ageSecondFactor(userId: string, byMs: number): Promise<void>;
  /** How many notices the API hasn't taken yet. */
  countNotices(): Promise<number>;
  close(): Promise<void>;
}

/** Opens the SQLite file of a Directus of the test's own. */
export function openUserDatabase({ settings }: Pick<TestDirectus, 'settings'>): UserDatabase {
  const filename = join(settings.dataDir, 'directus.db');
  const db = knex({ client: 'sqlite3', connection: { filename }, useNullAsDefault: true });
  return {
    async setSecondFactor(id, secret) {
      await db.raw('PRAGMA busy_timeout = 5000');
      await db('directus_users').where({ id }).update({ tfa_secret: secret });
    },
    async ageSecondFactor(user, byMs) {
      await db.raw('PRAGMA busy_timeout = 5000');
      await db('genie_second_factors').where({ user }).decrement('set_at', byMs);
    },
    async countNotices() {
      const [row] = await db('genie_notices').count({ count: '*' });
      return Number(row?.count);
    },
    close: () => db.destroy(),
  };
}
