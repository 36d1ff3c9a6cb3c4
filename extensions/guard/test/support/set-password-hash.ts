import { createRequire } from 'node:module';
import { DatabaseSync } from 'node:sqlite';
import type { TestDirectus } from '../../../../test/support/start-directus.ts';

/** Puts the hash of a password into the database, past every rule, as it may stand there from before. */
export async function setPasswordHash(
  { settings }: Pick<TestDirectus, 'settings'>,
  userId: string,
  password: string,
): Promise<void> {
  const requireFromApi = createRequire(
    createRequire(import.meta.resolve('directus/package.json')).resolve(
      '@directus/api/package.json',
    ),
  );
  const argon2: { hash(text: string): Promise<string> } = requireFromApi('argon2');
  if (settings.database.client !== 'sqlite3') throw new Error('only for SQLite');
  const db = new DatabaseSync(settings.database.filename, { timeout: 10_000 });
  db.prepare('UPDATE directus_users SET password = ? WHERE id = ?').run(
    await argon2.hash(password),
    userId,
  );
  db.close();
}
