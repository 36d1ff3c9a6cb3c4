import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { introspectionSecretOf } from '@genie-helper/environment';
import { freePort } from '../../../test/support/free-port.ts';
import type { CliContext } from '../src/cli-context.ts';
import { lockData } from '../src/commands/up/data-lock.ts';
import { readServerSettings } from '../src/installation/directus-settings.ts';
import { temporaryDir } from './support/installation.ts';
import { runInProcess } from './support/run-in-process.ts';
import { stubDirectus } from './support/stub-directus.ts';

const shared = 'a shared secret of 32 characters or more';
const derived = 'derived from a shared secret, 43 characters';
const given = {
  SECRET: 'a secret of Directus with 32 characters',
  GENIE_INTROSPECTION_SECRET: `string:${derived}`,
};
const place = { host: '127.0.0.1', port: 8055 };

test('a Directus alone needs no administrator, no shared secret and no key of the vault', async () => {
  const settings = await readServerSettings({ dir: '/srv', variables: given, ...place });
  assert.equal(settings.introspectionSecret, derived);
  assert.deepEqual(settings.admin, { email: 'admin@example.com', password: '', token: '' });
});

test('derives the secret of the session guard where it has the shared one', async () => {
  const variables = { SECRET: given.SECRET, RBAC_SYNC_WEBHOOK_SECRET: shared };
  const settings = await readServerSettings({ dir: '/srv', variables, ...place });
  assert.equal(settings.introspectionSecret, introspectionSecretOf(shared));
});

test('tells everything that is missing at once, and makes no .env', async (t) => {
  const dir = await temporaryDir(t);
  for (const command of ['start', 'migrate']) {
    const args = ['directus', command, '--dir', dir];
    const { code, err } = await runInProcess(args, { variables: {} });
    assert.equal(code, 1);
    assert.match(err, /^SECRET is not set, /m);
    assert.match(err, /^GENIE_INTROSPECTION_SECRET is not set\./m);
    assert.equal(/ADMIN_PASSWORD is not set/.test(err), command === 'migrate');
  }
  assert.equal(existsSync(join(dir, '.env')), false);
});

test('refuses to listen for other machines in the clear unless that is meant', async () => {
  const read = (variables: Record<string, string>) =>
    readServerSettings({
      dir: '/srv',
      variables: { ...given, ...variables },
      ...place,
      host: '::',
    });
  await assert.rejects(read({}), { message: /--host .* TRUST_PROXY/ });
  await assert.rejects(read({ HOST: '0.0.0.0' }), { message: /--host/ });
  assert.equal((await read({ TRUST_PROXY: '10.0.0.2' })).trustProxy, '10.0.0.2');
  assert.equal((await read({ ALLOW_INSECURE_HTTP: 'true' })).host, '::');
});

test('refuses what is no port', async () => {
  for (const port of ['0', '65536', 'http', '-1']) {
    const { code } = await runInProcess(['directus', 'start', '--port', port]);
    assert.equal(code, 2, port);
  }
});

test('migrate prepares the database, applies the state, and leaves no Directus running', async (t) => {
  const dir = await temporaryDir(t);
  const pids: number[] = [];
  const directus = stubDirectus('works');
  const watched = {
    ...directus,
    async startDirectus(...args: Parameters<typeof directus.startDirectus>) {
      const started = await directus.startDirectus(...args);
      pids.push(started.pid);
      return started;
    },
  };
  const variables = {
    ...given,
    ADMIN_PASSWORD: 'a password',
    DIRECTUS_ADMIN_TOKEN: 'a token of 32 characters or more',
  };
  await writeFile(join(dir, '.env'), 'LOG_LEVEL=warn\n');
  const args = ['directus', 'migrate', '--dir', dir, '--port', String(await freePort())];
  const { code, out } = await runInProcess(args, { variables, directus: watched });
  assert.equal(code, 0);
  assert.match(out, /^Schema and roles: 2 changes\.$/m);
  assert.equal(pids.length, 1);
  assert.throws(() => process.kill(pids[0] ?? 0, 0), { code: 'ESRCH' });

  const unlock = await lockData(join(dir, 'data'));
  const beside = await runInProcess(args, { variables, directus: watched });
  await unlock();
  assert.deepEqual([beside.code, pids.length], [1, 1]);
  assert.match(beside.err, /Another "npm start" is running/);
});

test('start ends with 0 when it is told to once it was up, and with 143 before', async (t) => {
  const dir = await temporaryDir(t);
  await mkdir(join(dir, 'data'));
  for (const [behaviour, expected] of [
    ['hangs-in-start', 143],
    ['works', 0],
  ] as const) {
    const told = Promise.withResolvers<void>();
    const out = {
      write() {
        told.resolve();
        return true;
      },
    };
    const isUp = behaviour === 'works';
    const onSignal = (listener: (signal: 'SIGTERM') => void) => {
      if (isUp) void told.promise.then(() => setImmediate(() => listener('SIGTERM')));
      else setImmediate(() => listener('SIGTERM'));
      return () => {};
    };
    const args = ['directus', 'start', '--dir', dir, '--port', String(await freePort())];
    const context = { variables: given, directus: stubDirectus(behaviour), onSignal };
    const { code, err } = await runInProcess(args, isUp ? { ...context, stdout: out } : context);
    assert.equal(code, expected, err);
  }
});

test('start ends with 1 when Directus dies', async (t) => {
  const dir = await temporaryDir(t);
  await mkdir(join(dir, 'data'));
  const stub = stubDirectus('works');
  const directus = {
    ...stub,
    async startDirectus(...args: Parameters<typeof stub.startDirectus>) {
      const started = await stub.startDirectus(...args);
      process.kill(started.pid, 'SIGKILL');
      return started;
    },
  };
  const args = ['directus', 'start', '--dir', dir, '--port', String(await freePort())];
  const { code, err } = await runInProcess(args, { variables: given, directus });
  assert.deepEqual([code, err], [1, 'Directus stopped by itself (SIGKILL).\n']);
});

test('start says what kept Directus from starting', async (t) => {
  const dir = await temporaryDir(t);
  const args = ['directus', 'start', '--dir', dir];
  const context = { variables: given, directus: stubDirectus('fails') };
  const { code, err } = await runInProcess(args, context);
  assert.equal(code, 1);
  assert.equal(err, 'Directus stopped while starting (code 1). It said: why\n  warn: before\n');
});

test('import-sqlite refuses before it begins: no PostgreSQL, no file, a file not of ours', async (t) => {
  const dir = await temporaryDir(t);
  const toPostgres = {
    ...given,
    ADMIN_PASSWORD: 'a password',
    DIRECTUS_ADMIN_TOKEN: 'a token of 32 characters or more, made up',
    DB_CLIENT: 'pg',
    DB_HOST: '127.0.0.1',
    DB_DATABASE: 'genie',
    DB_USER: 'genie',
  };
  const directus: CliContext['directus'] = {
    ...stubDirectus('works'),
    inspectDatabase: async ({ client }) =>
      client === 'pg'
        ? { message: 'It opens.', isNew: true }
        : { message: 'It is no database.', fix: 'Do so.' },
    fillEmptyPostgres: () => assert.fail('it began'),
  };
  const run = (variables: Record<string, string>, ...files: string[]) =>
    runInProcess(['directus', 'import-sqlite', ...files, '--dir', dir], { variables, directus });
  for (const [answer, pattern] of [
    [await run({ ...toPostgres, DB_CLIENT: 'sqlite3' }), /^DB_CLIENT is not pg.*move-to-postgres/],
    [await run(toPostgres), /^There is no file \S+\/data\/directus\.db\./],
    [await run({ ...toPostgres, DB_FILENAME: 'x.db' }), /^There is no file \S+\/x\.db\./],
    [await run(toPostgres, '/nowhere/y.db'), /^There is no file \/nowhere\/y\.db\./],
    [await run(toPostgres, import.meta.filename), /^It is no database\. Do so\./],
  ] as const) {
    assert.equal(answer.code, 1);
    assert.match(answer.err, pattern);
  }
});
