import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import {
  prepareTestDirectus,
  startTestDirectus,
  type TestDirectus,
} from '../../test/support/start-directus.ts';
import { applyDesiredState } from '../src/index.ts';

function apply({ url, adminToken }: TestDirectus): Promise<{ changes: string[] }> {
  return applyDesiredState({ url, adminToken });
}

test('finds the guard switched off, switches it on and has Directus started once more', async () => {
  const directus = await prepareTestDirectus();
  try {
    const { database } = directus.settings;
    assert.equal(database.client, 'sqlite3');
    const db = new DatabaseSync(database.filename);
    db.prepare('UPDATE directus_extensions SET enabled = 0 WHERE folder = ?').run('guard');
    db.close();
    await directus.restart();
    await assert.rejects(apply(directus), {
      code: 'directus.guard_missing',
      message: /guard .*switched off.*start once more/,
    });
    await directus.restart();
    assert.deepEqual((await apply(directus)).changes, []);
  } finally {
    await directus.stop();
  }
});

test('refuses a Directus that has no guard', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'genie-extensions-'));
  try {
    const directus = await startTestDirectus({ env: { EXTENSIONS_PATH: `string:${folder}` } });
    try {
      await assert.rejects(apply(directus), {
        code: 'directus.guard_missing',
        message: /without its extension guard/,
      });
    } finally {
      await directus.stop();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
