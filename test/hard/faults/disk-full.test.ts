/** The disk of an installation is full: what can't be written is refused, nothing ends, and all heals by itself. */
import assert from 'node:assert/strict';
import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { freePorts } from '../../../apps/cli/test/support/installation.ts';
import { runGenie } from '../../../apps/cli/test/support/run-genie.ts';
import { openSqlite } from '../../../extensions/guard/test/support/guarded-directus.ts';
import { mountSmallDisk, type SmallDisk, whyNoSmallDisk } from '../../support/small-disk.ts';
import { until } from '../../support/until.ts';

const main = resolve(import.meta.dirname, '../../../apps/cli/src/main.ts');
const skip = whyNoSmallDisk() ?? false;
const password = 'quiet-harbour-42';

describe('npm start on a disk that is full', { skip }, () => {
  let disk: SmallDisk;
  let genie: ReturnType<typeof runGenie>;
  let api: string;
  let directus: string;
  before(async () => {
    disk = await mountSmallDisk(60);
    const ports = await freePorts();
    api = `http://127.0.0.1:${ports.SERVER_PORT}`;
    directus = ports.DIRECTUS_URL;
    genie = runGenie(disk.dir, { ...ports, ADMIN_EMAIL: 'owner@example.com' }, main);
    await genie.untilItSays('Ctrl-C stops both');
  });
  after(async () => {
    genie?.send('SIGINT');
    await genie?.ended;
    await disk?.[Symbol.asyncDispose]();
  });

  /** Nobody is kept waiting: what hangs fails here. */
  async function ask(url: string, body?: object): Promise<{ status: number; text: string }> {
    const answer = await fetch(url, {
      ...(body && { method: 'POST', body: JSON.stringify(body) }),
      headers: { 'content-type': 'application/json' },
      signal: AbortSignal.timeout(30_000),
    });
    return { status: answer.status, text: await answer.text() };
  }
  const register = (name: string) =>
    ask(`${api}/api/register`, { email: `${name}@example.com`, password });
  const logIn = (name: string) =>
    ask(`${directus}/auth/login`, { email: `${name}@example.com`, password });
  const sizeOf = async (log: string) =>
    (await stat(join(disk.dir, 'data', 'logs', `${log}.log`))).size;
  /** Makes lines in both logs. */
  async function makeLines(): Promise<void> {
    for (let n = 0; n < 50; n += 1) await ask(`${api}/api/me`);
    for (let n = 0; n < 20; n += 1) await ask(`${directus}/users/me`);
  }

  test('is alive, says why it is not ready, refuses writes with 503, and goes on with room again', async () => {
    assert.equal((await register('before')).status, 201);
    disk.fill();
    await makeLines();
    const ready = await ask(`${api}/readyz`);
    assert.equal(ready.status, 503, ready.text);
    assert.match(ready.text, /"directus\.database_unwritable"|"server\.log_unwritable"/);
    assert.equal((await ask(`${api}/healthz`)).status, 200);
    assert.equal((await register('meanwhile')).status, 503);
    const login = await logIn('before');
    assert.equal(login.status, 503, login.text);
    assert.equal((await ask(`${api}/api/me`)).status, 401);
    assert.equal((await logIn('nobody')).status, 401);

    const sizes = { api: await sizeOf('api'), directus: await sizeOf('directus') };
    await disk.makeRoom();
    await until(async () => (await ask(`${api}/readyz`)).status === 200);
    assert.equal((await register('meanwhile')).status, 201, 'nothing of the refused one was kept');
    for (const name of ['before', 'meanwhile']) assert.equal((await logIn(name)).status, 200);
    await makeLines();
    assert.ok((await sizeOf('api')) > sizes.api);
    assert.ok((await sizeOf('directus')) > sizes.directus);
    const db = await openSqlite(join(disk.dir, 'data'));
    try {
      assert.deepEqual(await db.raw('PRAGMA integrity_check'), [{ integrity_check: 'ok' }]);
    } finally {
      await db.destroy();
    }
  });
});
