import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { test } from 'node:test';
import { parseEnv } from 'node:util';
import { secretNames } from '@genie-helper/environment';
import { createKeyring, seal } from '@genie-helper/vault';
import { createTestDirectusClient, field } from '../../../test/support/directus-client.ts';
import { newTextKey } from '../../../test/support/rotation.ts';
import { until } from '../../../test/support/until.ts';
import { freePorts, temporaryDir } from './support/installation.ts';
import { processesIn, runGenie } from './support/run-genie.ts';

const main = resolve(import.meta.dirname, '../src/main.ts');

test('brings the real Directus and API up from nothing, again unchanged, and leaves no orphan', async (t) => {
  const dir = await temporaryDir(t);
  const variables = { ...(await freePorts()), ADMIN_EMAIL: 'owner@example.com' };

  const first = runGenie(dir, variables, main);
  await first.untilItSays('Ctrl-C stops both');
  assert.match(first.output(), /Schema and roles: \d+ changes/);
  await assertNoSecretShows(dir, first.output());
  const { ADMIN_PASSWORD } = parseEnv(await readFile(join(dir, '.env'), 'utf8'));
  const login = await fetch(`${variables.DIRECTUS_URL}/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email: 'owner@example.com', password: ADMIN_PASSWORD }),
  });
  assert.equal(login.status, 200);
  await storeSealed(dir, variables.DIRECTUS_URL);
  first.send('SIGINT');
  assert.equal((await first.ended).code, 0);
  assert.deepEqual(await processesIn(dir), []);
  assert.doesNotMatch(first.output(), /sealed with a key/);

  const second = runGenie(dir, variables, main);
  await second.untilItSays('Ctrl-C stops both');
  assert.match(second.output(), /Database is up to date(.|\n)*nothing to change/);
  assert.match(
    second.output(),
    /^Warning: 1 of 1 stored credential is sealed with a key that is not set\. Put the key .*back/m,
  );
  second.send('SIGKILL');
  await second.ended;
  await until(async () => (await processesIn(dir)).length === 0);
});

test('a Ctrl-C during the real first bootstrap leaves neither a process nor half a database', async (t) => {
  const dir = await temporaryDir(t);
  const genie = runGenie(dir, await freePorts(), main);
  await genie.untilItSays('done  Ports');
  await until(async () => (await processesIn(dir)).length > 0);
  genie.send('SIGINT');
  assert.equal((await genie.ended).code, 130);
  assert.deepEqual(await processesIn(dir), []);
  await assert.rejects(readFile(join(dir, 'data/directus.db')), { code: 'ENOENT' });
});

/** Puts a credential into Directus that was sealed with a key which this installation doesn't have. */
async function storeSealed(dir: string, url: string): Promise<void> {
  const { DIRECTUS_ADMIN_TOKEN = '' } = parseEnv(await readFile(join(dir, '.env'), 'utf8'));
  const { request } = createTestDirectusClient(url, DIRECTUS_ADMIN_TOKEN);
  const user = field((await request('GET', '/users/me?fields=id')).data, 'id');
  const place = {
    collection: 'download_credentials',
    id: randomUUID(),
    owner: String(user),
  } as const;
  const keyring = await createKeyring({ current: newTextKey().key });
  const at = new Date().toISOString();
  const made = await request('POST', '/items/download_credentials', {
    id: place.id,
    user,
    label: 'sealed elsewhere',
    type: 'password',
    encrypted_credentials: await seal(keyring, place, { password: 'of-this-test' }),
    credentials_version: 1,
    seal_count: 1,
    credentials_updated_at: at,
    date_created: at,
  });
  assert.equal(made.status, 200, made.text);
}

/** Looks at what was printed and at the arguments of every process, which all users can read. */
async function assertNoSecretShows(dir: string, output: string): Promise<void> {
  const variables = parseEnv(await readFile(join(dir, '.env'), 'utf8'));
  const pids = await processesIn(dir);
  const args = await Promise.all(pids.map((pid) => readFile(`/proc/${pid}/cmdline`, 'utf8')));
  const logs = await Promise.all(
    ['api', 'directus'].map((name) => readFile(join(dir, `data/logs/${name}.log`), 'utf8')),
  );
  for (const name of secretNames) {
    const value = variables[name];
    if (value === undefined) continue;
    for (const text of [output, ...args, ...logs]) assert.equal(text.includes(value), false, name);
  }
}
