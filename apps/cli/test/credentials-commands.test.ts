import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import type { CliContext } from '../src/cli-context.ts';
import { renderKeyTable } from '../src/commands/credentials/key-table.ts';
import { showProgress } from '../src/terminal.ts';
import { runInProcess } from './support/run-in-process.ts';

const run = (command: 'rotate' | 'status', variables: Record<string, string>) =>
  runInProcess(['credentials', command, '--dir', '/nonexistent'], { variables });

const key = randomBytes(32).toString('base64');
const token = randomBytes(32).toString('base64url');

for (const command of ['rotate', 'status'] as const) {
  test(`${command} says which variable is missing or wrong, and never its value`, async () => {
    const cases = [
      [{}, /^DIRECTUS_ADMIN_TOKEN is not set/],
      [{ DIRECTUS_ADMIN_TOKEN: token }, /^CREDENTIALS_ENC_KEY_B64 is not set/],
      [{ DIRECTUS_ADMIN_TOKEN: 'short' }, /^DIRECTUS_ADMIN_TOKEN must be/],
      [
        {
          DIRECTUS_ADMIN_TOKEN: token,
          CREDENTIALS_ENC_KEY_B64: key,
          CREDENTIALS_ENC_KEYS_PREVIOUS_B64: key,
        },
        /^CREDENTIALS_ENC_KEYS_PREVIOUS_B64 has a key twice/,
      ],
      [
        { DIRECTUS_ADMIN_TOKEN: token, CREDENTIALS_ENC_KEY_B64: `${'A'.repeat(43)}=` },
        /^CREDENTIALS_ENC_KEY_B64: The vault key is weak/,
      ],
    ] as const;
    for (const [variables, message] of cases) {
      const { code, out, err } = await run(command, variables);
      assert.equal(code, 1);
      assert.equal(out, '');
      assert.match(err, message);
      for (const value of [key, token, 'short']) assert.ok(!err.includes(value), err);
    }
  });
}

test('the table has the keys of the keyring first, the current one marked, and names strangers', () => {
  const none = { platform_connections: 0, download_credentials: 0, platform_sessions: 0 };
  const counts = new Map([
    ['v1', { ...none, platform_connections: 3 }],
    ['stranger', { ...none, platform_sessions: 1 }],
    ['previous', { ...none, download_credentials: 12 }],
  ]);
  const keyring = { kids: ['current', 'previous'], currentKid: 'current' };
  const { table, strangers } = renderKeyTable(counts, keyring);
  assert.deepEqual(strangers, ['stranger']);
  assert.deepEqual(
    table
      .trim()
      .split('\n')
      .map((line) => line.split(/ {2,}/)),
    [
      ['key', 'platform_connections', 'download_credentials', 'platform_sessions'],
      ['current', 'current', '0', '0', '0'],
      ['previous', 'previous', '0', '12', '0'],
      ['stranger', 'NOT IN THE KEYRING', '0', '0', '1'],
      ['v1', 'older form, names no key', '3', '0', '0'],
    ],
  );
});

test('progress is a bar in a terminal, and lines without control characters elsewhere', () => {
  const show = (isTerminal: boolean) => {
    const written: string[] = [];
    const write = (text: string) => written.push(text) > 0;
    const onProgress = showProgress({ isTerminal, stdout: { write } as CliContext['stdout'] });
    for (const done of [25, 50, 75, 1_000]) {
      onProgress('platform_sessions', done, 1_000);
    }
    return written.join('');
  };
  assert.match(show(true), /█.* 1000 of 1000\n$/);
  assert.equal(show(false), 'platform_sessions: 25 of 1000\nplatform_sessions: 1000 of 1000\n');
});

test('the table says in words that nothing is stored yet, and only then', () => {
  const keyring = { kids: ['current'], currentKid: 'current' };
  const counted = { platform_connections: 1, download_credentials: 0, platform_sessions: 0 };
  const { table, strangers } = renderKeyTable(new Map(), keyring);
  assert.match(table, /\nNothing is stored yet\.\n$/);
  assert.deepEqual(strangers, []);
  assert.doesNotMatch(renderKeyTable(new Map([['current', counted]]), keyring).table, /Nothing/);
});
