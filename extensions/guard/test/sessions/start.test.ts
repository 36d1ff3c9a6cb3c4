import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import {
  applyDesiredState,
  DirectusStartError,
  startDirectus,
} from '../../../../directus/src/index.ts';
import { field } from '../../../../test/support/directus-client.ts';
import { prepareTestDirectus, startTestDirectus } from '../../../../test/support/start-directus.ts';
import { prepareGuard } from '../../src/sessions/self-test.ts';
import { extensionFolder } from '../support/extension-folder.ts';

/** Starts Directus and gives the sentence with which it refuses. */
async function refusal(env: Record<string, string>): Promise<string> {
  try {
    const directus = await startTestDirectus({ env });
    await directus.stop();
  } catch (error) {
    if (error instanceof DirectusStartError) return [error.message, ...error.logLines].join('\n');
    throw error;
  }
  return 'it started';
}

test('refuses to start on a Directus without the method that it guards', async () => {
  const text = await refusalBeside('delete services.AuthenticationService.prototype.refresh;');
  assert.match(text, /no AuthenticationService\.refresh/);
});

test('refuses to start on a Directus whose refresh rotates in another way', async () => {
  const text = await refusalBeside(`
    const { prototype } = services.AuthenticationService;
    const { refresh } = prototype;
    prototype.refresh = async function (token, options) {
      const tokens = await refresh.call(this, token, options);
      const refreshToken = crypto.randomUUID();
      await this.knex('directus_sessions').where({ token }).update({ token: refreshToken });
      return { ...tokens, refreshToken };
    };`);
  assert.match(text, /The guard doesn't let Directus start: it doesn't hold/);
});

test('refuses to start when its claim does not reach the tokens', async () => {
  const text = await refusalBeside(
    // Once all extensions are there, so that it comes after the guard's own filter.
    "init('app.before', () => filter('auth.jwt', ({ sid, ...claims }) => claims));",
  );
  assert.match(text, /access tokens carry the claim sid/);
});

test('refuses to start beside the session guard of an older version', async () => {
  const text = await refusalBeside(
    `const mark = Symbol.for('genie-helper.session-guard');
    services.AuthenticationService.prototype[mark] = true;`,
  );
  assert.match(text, /remove session-guard, login-limit, closed-doors of an older version/);
});

test('starts on the database of an older version, and forgets its three extensions', async () => {
  const directus = await prepareTestDirectus();
  try {
    const { settings } = directus;
    assert.equal(settings.database.client, 'sqlite3');
    const db = new DatabaseSync(settings.database.filename);
    db.exec('DELETE FROM directus_extensions');
    const insert = db.prepare(
      "INSERT INTO directus_extensions (id, folder, source, enabled) VALUES (?, ?, 'local', ?)",
    );
    // One of them was switched off, which has no say over the guard of now.
    insert.run(randomUUID(), 'session-guard', 0);
    insert.run(randomUUID(), 'login-limit', 1);
    insert.run(randomUUID(), 'closed-doors', 1);
    db.close();
    await directus.restart();
    const { data } = await directus.admin.request('GET', '/extensions');
    assert.ok(Array.isArray(data));
    const known = data.map((each) => field(field(each, 'meta'), 'folder'));
    assert.deepEqual(known, ['guard']);
    const { url, adminToken } = directus;
    assert.deepEqual((await applyDesiredState({ url, adminToken })).changes, []);
  } finally {
    await directus.stop();
  }
});

test('refuses to start with tables of another make', async () => {
  const directus = await prepareTestDirectus();
  try {
    const { settings } = directus;
    assert.equal(settings.database.client, 'sqlite3');
    const db = new DatabaseSync(settings.database.filename);
    db.exec('DROP TABLE genie_rotated_tokens; CREATE TABLE genie_rotated_tokens (other text)');
    db.close();
    await assert.rejects(startDirectus(settings), /The guard doesn't let Directus start/);
  } finally {
    await directus.stop();
  }
});

for (const [what, trigger] of [
  ['a changed password', 'genie_credentials_changed'],
  ['a suspension', 'genie_user_left_active'],
] as const) {
  test(`refuses to start where ${what} would end no session`, async () => {
    const directus = await prepareTestDirectus();
    try {
      const { settings } = directus;
      assert.equal(settings.database.client, 'sqlite3');
      const db = new DatabaseSync(settings.database.filename);
      db.exec(`DROP TRIGGER IF EXISTS ${trigger};
        CREATE TRIGGER ${trigger} AFTER UPDATE OF title ON directus_users
        BEGIN DELETE FROM directus_sessions WHERE "user" = NEW.id; END`);
      db.close();
      await assert.rejects(
        startDirectus(settings),
        /sessions die with a changed password, e-mail or provider, and with a suspension/,
      );
    } finally {
      await directus.stop();
    }
  });
}

test('a static token that has become ten asterisks has ended once Directus runs', async () => {
  const directus = await prepareTestDirectus();
  try {
    const { settings } = directus;
    assert.equal(settings.database.client, 'sqlite3');
    const db = new DatabaseSync(settings.database.filename, { timeout: 10_000 });
    db.exec(`INSERT INTO directus_users (id, status, provider, token)
      VALUES ('${randomUUID()}', 'active', 'default', '**********')`);
    const running = await startDirectus(settings);
    try {
      const left = db.prepare("SELECT id FROM directus_users WHERE token = '**********'").all();
      assert.deepEqual(left, []);
    } finally {
      await running.stop();
      db.close();
    }
  } finally {
    await directus.stop();
  }
});

test('refuses another release of Directus and another kind of database', async () => {
  const prepare = (version: string) => {
    const context = {
      database: { client: { config: { client: 'mysql2' } } },
      directus: { version },
    };
    // Neither check looks at anything else of the context.
    return prepareGuard(context as unknown as Parameters<typeof prepareGuard>[0], () => 'opaque', [
      async () => undefined,
    ]);
  };
  await assert.rejects(
    prepare('11.18.0'),
    /made for Directus 11\.17 and 12\.4, and this is 11\.18\.0/,
  );
  await assert.rejects(prepare('12.5.0'), /this is 12\.5\.0/);
  for (const version of ['11.17.4', '12.4.0']) {
    await assert.rejects(prepare(version), /SQLite and PostgreSQL, .* mysql2/);
  }
});

/** Starts Directus with the guard beside another extension, which meddles with Directus first. */
async function refusalBeside(code: string): Promise<string> {
  const name = 'a-meddler';
  const meddler = join(await mkdtemp(join(tmpdir(), 'genie-meddler-')), name);
  await mkdir(meddler);
  const path = 'index.js';
  const extension = { type: 'hook', path, source: path, host: '^11.17.4' };
  const manifest = { name, version: '0.1.0', type: 'module', 'directus:extension': extension };
  await writeFile(join(meddler, 'package.json'), JSON.stringify(manifest));
  await writeFile(
    join(meddler, path),
    `export default ({ filter, init }, { services }) => { ${code} };`,
  );
  const folder = await extensionFolder(meddler, 'guard');
  try {
    return await refusal({ EXTENSIONS_PATH: `string:${folder}` });
  } finally {
    await rm(folder, { recursive: true, force: true });
    await rm(join(meddler, '..'), { recursive: true, force: true });
  }
}
