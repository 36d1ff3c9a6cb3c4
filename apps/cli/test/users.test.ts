import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { after, before, describe, test } from 'node:test';
import knex from 'knex';
import { field } from '../../../test/support/directus-client.ts';
import { leaseDirectus } from '../../../test/support/directus-pool.ts';
import { compileCache } from '../../../test/support/directus-settings.ts';
import type { TestDirectus } from '../../../test/support/start-directus.ts';
import { freePorts } from './support/installation.ts';
import { runInProcess } from './support/run-in-process.ts';

const password = 'quiet harbour 42 boats';
const main = resolve(import.meta.dirname, '../src/main.ts');
const hasScript = spawnSync('script', ['--version']).error === undefined;

describe('genie users and a real Directus', () => {
  let directus: TestDirectus;
  let variables: Record<string, string>;

  before(async () => {
    directus = await leaseDirectus();
    variables = { DIRECTUS_URL: directus.url, DIRECTUS_ADMIN_TOKEN: directus.adminToken };
  });
  after(async () => {
    await directus?.stop();
  });

  const users = (args: string[], input = '') =>
    runInProcess(['users', ...args, '--dir', '/nonexistent'], { variables, input });

  const isAdmin = async (token: string) =>
    field(
      (await directus.admin.request('GET', '/policies/me/globals', undefined, token)).data,
      'admin_access',
    );

  test('makes an administrator from a password on stdin, and shows it nowhere', async () => {
    const { code, out, err } = await users(['create-admin', 'Mia@Example.com'], `${password}\n`);
    assert.equal(code, 0, err);
    assert.equal(out, 'Mia@Example.com is an administrator now.\n');
    assert.equal(`${out}${err}`.includes(password), false);
    const { accessToken } = await directus.login('mia@example.com', password);
    assert.equal(await isAdmin(accessToken), true);
  });

  test('lists who waits for the deletion, by the id alone, and says where nobody does', async () => {
    const { code, out, err } = await users(['deletions']);
    assert.equal(code, 0, err);
    assert.equal(out, 'No account waits for its deletion.\n');
    const { id } = await directus.admin.createUser({ status: 'archived' });
    const filename = join(directus.settings.dataDir, 'directus.db');
    const db = knex({ client: 'sqlite3', connection: { filename }, useNullAsDefault: true });
    try {
      await db.raw('PRAGMA busy_timeout = 5000');
      const requested_at = Date.parse('2026-01-01T10:00:00Z');
      await db('genie_deletions').insert({
        user: id,
        former_status: 'active',
        requested_at,
        deletes_at: requested_at + 1_000,
        attempts: 2,
      });
      const { out: listed } = await users(['deletions']);
      assert.equal(
        listed,
        `${id}  2026-01-01T10:00:01Z  overdue, tried 2 times\n1 waiting, 1 overdue\n`,
      );
    } finally {
      await db('genie_deletions').delete();
      await db.destroy();
    }
  });

  test('takes the password without its line end, and with all its spaces', async () => {
    const spaced = '  spaces at both ends  ';
    await users(['create-admin', 'spaced@example.com'], `${spaced}\r\nanother line\n`);
    assert.ok(await directus.login('spaced@example.com', spaced));
  });

  test('refuses an e-mail that is taken, in any letters, and says what to do', async () => {
    const { email } = await directus.admin.createUser();
    const { code, err } = await users(['create-admin', email.toUpperCase()], password);
    assert.equal(code, 1);
    assert.match(err, /^There is a user .* already\. .*choose another e-mail\.\n$/);
  });

  for (const [what, input, says] of [
    ['no password', '', /No password was given.*stdin/],
    ['a short password', 'short', /12 to 128 characters/],
    ['something endless', 'x'.repeat(5_000), /no password/],
  ] as const) {
    test(`refuses ${what} and makes nobody`, async () => {
      const { code, err } = await users(['create-admin', 'nobody@example.com'], input);
      assert.equal(code, 1);
      assert.match(err, says);
      const found = await directus.admin.request(
        'GET',
        '/users?filter[email][_eq]=nobody@example.com',
      );
      assert.deepEqual(found.data, []);
    });
  }

  test('refuses what is no e-mail', async () => {
    const { code, err } = await users(['create-admin', 'not an address'], password);
    assert.equal(code, 1);
    assert.match(err, /refuses the e-mail or the password/);
  });

  test('takes no password as an argument', async () => {
    for (const args of [
      ['mia@example.com', password],
      ['mia@example.com', '--password', password],
    ]) {
      assert.equal((await users(['create-admin', ...args])).code, 2);
    }
  });

  test('in a terminal: asks twice, and echoes neither', { skip: !hasScript }, async () => {
    const command = `${process.execPath} ${main} users create-admin typed@example.com --dir /nonexistent`;
    const { code, output } = await typeInto(command, variables, [
      ['Password: ', `${password}\r`],
      ['Once more: ', `${password}\r`],
    ]);
    assert.equal(code, 0, output);
    assert.match(output, /Password: \r?\n[\s\S]*Once more: \r?\n[\s\S]*is an administrator now/);
    assert.equal(output.includes(password), false);
    assert.ok(await directus.login('typed@example.com', password));
  });

  test('in a terminal: two that differ, or a Ctrl-C, make nobody', {
    skip: !hasScript,
  }, async () => {
    const command = `${process.execPath} ${main} users create-admin ctrl@example.com --dir /nonexistent`;
    const differ = await typeInto(command, variables, [
      ['Password: ', `${password}\r`],
      ['Once more: ', `${password}!\r`],
    ]);
    assert.equal(differ.code, 1);
    assert.match(differ.output, /The two passwords differ/);
    const stopped = await typeInto(command, variables, [['Password: ', '\u0003']]);
    assert.equal(stopped.code, 130);
    assert.match(stopped.output, /Nothing was done/);
  });

  test('ends all sessions of a user, at the next request, and says how many', async () => {
    const user = await directus.admin.createUser();
    const other = await directus.admin.createUser();
    const logins = [
      await directus.login(user.email, user.password),
      await directus.login(user.email, user.password),
      await directus.login(user.email, user.password, 'session'),
    ];
    const spared = await directus.login(other.email, other.password);
    const { code, out, err } = await users(['sign-out-everywhere', user.email.toUpperCase()]);
    assert.equal(code, 0, err);
    assert.match(out, /^3 sessions of .* ended\.\n$/);
    for (const { accessToken, cookie } of logins) {
      const headers = accessToken === '' ? { cookie } : {};
      const token = accessToken === '' ? null : accessToken;
      const { status } = await directus.admin.request(
        'GET',
        '/users/me',
        undefined,
        token,
        headers,
      );
      assert.equal(status, 401);
    }
    const { status } = await directus.admin.request(
      'GET',
      '/users/me',
      undefined,
      spared.accessToken,
    );
    assert.equal(status, 200);
    assert.match((await users(['sign-out-everywhere', user.email])).out, /^0 sessions/);
  });

  test('takes a second factor off, after which the password alone signs in', async () => {
    const user = await directus.admin.createUser({ tfa_secret: 'JBSWY3DPEHPK3PXP' });
    await assert.rejects(directus.login(user.email, user.password), /INVALID_OTP/);
    const off = () => users(['two-factor-off', user.email.toUpperCase()]);
    const first = await off();
    assert.equal(first.code, 0, first.err);
    assert.match(first.out, /has no second factor any more\.\n$/);
    assert.ok(await directus.login(user.email, user.password));
    assert.match((await off()).out, /had no second factor\.\n$/);
  });

  test('says that a static token goes on', async () => {
    const { email } = await directus.admin.createUser({ token: 'a-static-token-7Fq3Zx8Lk2' });
    const { code, err } = await users(['sign-out-everywhere', email]);
    assert.equal(code, 0);
    assert.match(err, /static token.*Remove it/);
  });

  test('names a user that is not there, and does not take a part of an e-mail for one', async () => {
    const { email } = await directus.admin.createUser();
    const { code, err } = await users(['sign-out-everywhere', email.slice(1)]);
    assert.equal(code, 1);
    assert.match(err, /^There is no user .*Check the spelling/);
  });

  test('says what to do where Directus, the token or the guard is missing', async () => {
    const run = (changed: Record<string, string>) =>
      runInProcess(['users', 'sign-out-everywhere', 'a@example.com', '--dir', '/nonexistent'], {
        variables: { ...variables, ...changed },
      });
    assert.match((await run({ DIRECTUS_ADMIN_TOKEN: '' })).err, /is not set.*--dir/);
    assert.match((await run({ DIRECTUS_ADMIN_TOKEN: 'x'.repeat(40) })).err, /refuses the token/);
    assert.match((await run({ DIRECTUS_URL: (await freePorts()).DIRECTUS_URL })).err, /npm start/);
    assert.match((await run({ DIRECTUS_URL: 'nowhere' })).err, /^DIRECTUS_URL must be/);
  });
});

/** Runs a command in a terminal of its own and types each text once its question has been asked. */
async function typeInto(
  command: string,
  env: Record<string, string>,
  answers: readonly (readonly [question: string, text: string])[],
): Promise<{ code: number | null; output: string }> {
  const child = spawn('script', ['-qefc', command, '/dev/null'], {
    env: { ...compileCache(), ...env, TERM: 'xterm' },
  });
  let output = '';
  let answered = 0;
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
    const [question, answer] = answers[answered] ?? [];
    if (question === undefined || !output.includes(question)) return;
    answered += 1;
    // Typed, it comes once the terminal has been set not to echo.
    setTimeout(() => child.stdin.write(answer ?? ''), 100);
  });
  const code = await new Promise<number | null>((done) => child.once('close', done));
  return { code, output };
}
