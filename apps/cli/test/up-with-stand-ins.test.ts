import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { chmod, mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { buildMessage, writeLetter, writeMailFile } from '@genie-helper/mail';
import { until } from '../../../test/support/until.ts';
import { freePorts, occupyPort, temporaryDir } from './support/installation.ts';
import { processesIn, runGenie } from './support/run-genie.ts';

async function start(t: TestContext, variables: Record<string, string> = {}) {
  const dir = await temporaryDir(t);
  const ports = await freePorts();
  const given = { STUB_DIRECTUS: 'works', ...ports, ...variables };
  const genie = runGenie(dir, given);
  return { dir, genie, apiUrl: `http://127.0.0.1:${ports.SERVER_PORT}` };
}

async function assertNothingRuns(dir: string): Promise<void> {
  assert.deepEqual(await processesIn(dir), []);
}

test('comes up, and a Ctrl-C stops the API first, leaves nothing and counts as success', async (t) => {
  const { dir, genie, apiUrl } = await start(t);
  await genie.untilItSays('Ctrl-C stops both');
  assert.equal((await processesIn(dir)).length, 2);
  assert.equal((await fetch(`${apiUrl}/readyz`)).status, 200);
  genie.send('SIGINT');
  genie.send('SIGINT');
  assert.deepEqual(await genie.ended, { code: 0, signal: null });
  await assertNothingRuns(dir);
  assert.match(await readFile(join(dir, 'data/logs/api.log'), 'utf8'), /closed/);
});

test('writes both logs for the owner only, after what is there', async (t) => {
  const { dir, genie } = await start(t);
  await genie.untilItSays('Ctrl-C stops both');
  genie.send('SIGTERM');
  assert.equal((await genie.ended).code, 0);
  const path = join(dir, 'data/logs/directus.log');
  await chmod(path, 0o644);
  const before = await readFile(path, 'utf8');
  const again = runGenie(dir, { STUB_DIRECTUS: 'works', ...(await freePorts()) });
  await again.untilItSays('nothing to change');
  again.send('SIGTERM');
  await again.ended;
  assert.equal(await readFile(path, 'utf8'), before.repeat(2));
  for (const name of ['api', 'directus']) {
    assert.equal((await stat(join(dir, `data/logs/${name}.log`))).mode & 0o777, 0o600);
  }
});

test('begins logs anew that have grown too large, and keeps what was in them', async (t) => {
  const dir = await temporaryDir(t);
  const logs = join(dir, 'data/logs');
  await mkdir(logs, { recursive: true });
  for (const name of ['api', 'directus']) {
    await writeFile(join(logs, `${name}.log`), `${'x'.repeat(20_000_000)}\n`);
  }
  const genie = runGenie(dir, { STUB_DIRECTUS: 'works', ...(await freePorts()) });
  await genie.untilItSays('Ctrl-C stops both');
  genie.send('SIGTERM');
  assert.equal((await genie.ended).code, 0);
  for (const name of ['api', 'directus']) {
    assert.match(await readFile(join(logs, `${name}.log`), 'utf8'), /^\{.*listening.*\}/);
    const older = await stat(join(logs, `${name}.log.1`));
    assert.deepEqual([older.size, older.mode & 0o777], [20_000_001, 0o600]);
  }
});

test('gives the API process none of the secrets of Directus', async (t) => {
  const { genie, apiUrl } = await start(t, { DB_PASSWORD: 'x', UNRELATED: 'x' });
  await genie.untilItSays('Ctrl-C stops both');
  const names: unknown = await (await fetch(`${apiUrl}/environment`)).json();
  assert.ok(Array.isArray(names) && names.includes('DIRECTUS_ADMIN_TOKEN'));
  for (const name of ['SECRET', 'ADMIN_PASSWORD', 'DB_PASSWORD', 'UNRELATED']) {
    assert.equal(names.includes(name), false, name);
  }
  genie.send('SIGTERM');
  await genie.ended;
});

for (const variable of ['SERVER_PORT', 'DIRECTUS_URL']) {
  test(`refuses a port in use (${variable}) in one sentence, before it starts anything`, async (t) => {
    const port = await occupyPort(t);
    const value = variable === 'SERVER_PORT' ? String(port) : `http://127.0.0.1:${port}`;
    const { dir, genie } = await start(t, { [variable]: value });
    assert.equal((await genie.ended).code, 1);
    const message = `Port ${port} is in use (${variable}). Stop what listens there or set another port in .env.`;
    assert.ok(genie.output().endsWith(`${message}\n`), genie.output());
    assert.equal(existsSync(join(dir, 'data/directus.db')), false);
  });
}

test('refuses a second one on the same data/, whatever its ports, until the first has ended', async (t) => {
  const { dir, genie, apiUrl } = await start(t);
  await genie.untilItSays('Ctrl-C stops both');
  const second = runGenie(dir, { STUB_DIRECTUS: 'works', ...(await freePorts()) });
  assert.equal((await second.ended).code, 1);
  const message = `Another "npm start" is running on ${join(dir, 'data')}, which is for one at a time.`;
  assert.ok(second.output().startsWith(message), second.output());
  assert.equal((await fetch(`${apiUrl}/readyz`)).status, 200);
  assert.equal((await processesIn(dir)).length, 2);
  genie.send('SIGKILL');
  await genie.ended;
  await until(async () => (await processesIn(dir)).length === 0);
  const third = runGenie(dir, { STUB_DIRECTUS: 'works', ...(await freePorts()) });
  await third.untilItSays('Ctrl-C stops both');
  assert.equal((await stat(join(dir, 'data/up.lock'))).mode & 0o777, 0o600);
  third.send('SIGTERM');
  assert.equal((await third.ended).code, 0);
});

test('tells every problem of a bad .env, and starts nothing', async (t) => {
  const dir = await temporaryDir(t);
  await writeFile(join(dir, '.env'), 'SERVER_PORT=many\nENABLE_HTTPS=yes\n', { mode: 0o600 });
  const genie = runGenie(dir, { STUB_DIRECTUS: 'works' });
  assert.equal((await genie.ended).code, 1);
  assert.match(genie.output(), /^SERVER_PORT must be .*\.$/m);
  assert.match(genie.output(), /^ENABLE_HTTPS must be .*\.$/m);
  assert.equal(existsSync(join(dir, 'data')), false);
});

test('tells that data/ can not be written', async (t) => {
  const dir = await temporaryDir(t);
  await mkdir(join(dir, 'data'));
  await writeFile(join(dir, 'data/logs'), '');
  const genie = runGenie(dir, { STUB_DIRECTUS: 'works', ...(await freePorts()) });
  assert.equal((await genie.ended).code, 1);
  assert.match(genie.output(), /data\/logs\/api\.log can't be written/);
});

test('tells that the console could not be built, with the last lines, and starts nothing', async (t) => {
  const { dir, genie } = await start(t, { STUB_CONSOLE: 'fails', DB_PASSWORD: 'x' });
  assert.equal((await genie.ended).code, 1);
  assert.match(
    genie.output(),
    /fail {2}Build the console.*\nThe console was not built:\n {2}a page is broken; the variables: (.*)\n$/,
  );
  assert.doesNotMatch(genie.output(), /variables:.* (SECRET|\w+_TOKEN|\w+_PASSWORD)/);
  assert.equal(existsSync(join(dir, 'data/directus.db')), false);
  await assertNothingRuns(dir);
});

test('a Ctrl-C while the console is built ends with 130 and leaves nothing', async (t) => {
  const { dir, genie } = await start(t, { STUB_CONSOLE: 'hangs' });
  await until(async () => (await processesIn(dir)).length > 0);
  genie.send('SIGINT');
  assert.equal((await genie.ended).code, 130);
  await assertNothingRuns(dir);
});

test('tells why Directus did not start, with its last lines', async (t) => {
  const { dir, genie } = await start(t, { STUB_DIRECTUS: 'fails' });
  assert.equal((await genie.ended).code, 1);
  assert.match(
    genie.output(),
    /fail {2}Start Directus\nDirectus stopped while starting \(code 1\)\. It said: why\n {2}warn: before\n$/,
  );
  await assertNothingRuns(dir);
});

test("passes on the API's own sentence when it does not start, and stops Directus", async (t) => {
  const { dir, genie } = await start(t, { LLM_MODEL: 'refuses-to-start' });
  assert.equal((await genie.ended).code, 1);
  assert.match(genie.output(), /The API did not start:\n {2}HTTPS_CERT_PATH names a file/);
  await assertNothingRuns(dir);
});

test("says why the API threw, without its stack, and doesn't say the same twice", async (t) => {
  const { dir, genie } = await start(t, { LLM_MODEL: 'throws' });
  assert.equal((await genie.ended).code, 1);
  assert.match(genie.output(), /\nThe API did not start:\n {2}GET \/x states no guard\.\n$/);
  await assertNothingRuns(dir);
});

test('says why the API died later, without its stack', async (t) => {
  const { genie, apiUrl } = await start(t);
  await genie.untilItSays('Ctrl-C stops both');
  await fetch(`${apiUrl}/throw`).catch(() => {});
  assert.equal((await genie.ended).code, 1);
  assert.match(genie.output(), /It wrote last:\n {2}TypeError: The list is empty\.\n$/);
});

test('stops Directus and ends with 1 when the API dies later', async (t) => {
  const { dir, genie, apiUrl } = await start(t);
  await genie.untilItSays('Ctrl-C stops both');
  await fetch(`${apiUrl}/die`).catch(() => {});
  assert.equal((await genie.ended).code, 1);
  assert.match(genie.output(), /The API stopped by itself \(exit code 3\)\./);
  await assertNothingRuns(dir);
});

test('stops the API and ends with 1 when Directus dies later', async (t) => {
  const { dir, genie } = await start(t);
  await genie.untilItSays('Ctrl-C stops both');
  for (const pid of await processesIn(join(dir, 'data'))) process.kill(pid, 'SIGKILL');
  assert.equal((await genie.ended).code, 1);
  assert.match(
    genie.output(),
    /Directus stopped by itself \(SIGKILL\)\. It wrote last:\n {2}info: listening/,
  );
  await assertNothingRuns(dir);
});

test('leaves no orphan when it is killed itself', async (t) => {
  const { dir, genie } = await start(t);
  await genie.untilItSays('Ctrl-C stops both');
  genie.send('SIGKILL');
  await genie.ended;
  await until(async () => (await processesIn(dir)).length === 0);
});

for (const [behaviour, step] of [
  ['hangs-in-bootstrap', 'Ports'],
  ['hangs-in-start', 'Set up the database'],
]) {
  test(`a Ctrl-C while Directus ${behaviour} ends with 130 and leaves nothing`, async (t) => {
    const { dir, genie } = await start(t, { STUB_DIRECTUS: String(behaviour) });
    await genie.untilItSays(`done  ${step}`);
    genie.send('SIGINT');
    assert.equal((await genie.ended).code, 130);
    await assertNothingRuns(dir);
    assert.equal(existsSync(join(dir, 'data/directus.db.incomplete')), false);
  });
}

test('ends by force, within its time, an API that does not stop', async (t) => {
  const { dir, genie } = await start(t, { LLM_MODEL: 'never-stops' });
  await genie.untilItSays('Ctrl-C stops both');
  const startedAt = performance.now();
  genie.send('SIGTERM');
  assert.equal((await genie.ended).code, 0);
  assert.ok(performance.now() - startedAt < 10_000);
  await assertNothingRuns(dir);
});

test('a second Ctrl-C ends all of it at once', async (t) => {
  const { dir, genie } = await start(t, { LLM_MODEL: 'never-stops' });
  await genie.untilItSays('Ctrl-C stops both');
  genie.send('SIGINT');
  await genie.untilItSays('Stopping');
  await new Promise((resolve) => setTimeout(resolve, 600));
  genie.send('SIGINT');
  assert.equal((await genie.ended).code, 130);
  await until(async () => (await processesIn(dir)).length === 0);
});

test('says of each mail that is kept whom it is for, and gives the API where to keep them', async (t) => {
  const { dir, genie, apiUrl } = await start(t);
  await genie.untilItSays('Ctrl-C stops both');
  const names: unknown = await (await fetch(`${apiUrl}/environment`)).json();
  for (const name of ['MAIL_DIRECTORY', 'MAIL_FROM', 'PUBLIC_URL']) {
    assert.ok(Array.isArray(names) && names.includes(name), name);
  }
  const letter = writeLetter({ to: 'dana@example.com', subject: 'Hello', blocks: ['Hello.'] });
  const from = { name: '', address: 'no-reply@genie.example' };
  const date = new Date();
  const message = await buildMessage(letter, { from, id: 'one', date });
  const name = await writeMailFile(join(dir, 'data/mail'), { id: 'one', date, message });
  await genie.untilItSays(`mail for dana@example.com: data/mail/${name}\n`);
  genie.send('SIGTERM');
  await genie.ended;
});
