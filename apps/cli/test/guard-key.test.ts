import assert from 'node:assert/strict';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { parseEnv } from 'node:util';
import { renderNewEnvFile } from '@genie-helper/environment';
import { judgeFactors } from '../src/commands/doctor/checks/second-factors.ts';
import { ensureGuardKey } from '../src/installation/guard-key.ts';
import { loadSettings } from '../src/installation/settings.ts';
import { temporaryDir } from './support/installation.ts';

const newEnv = () => renderNewEnvFile();
const formerEnv = () =>
  newEnv()
    .split('\n')
    .filter((line) => !line.startsWith('GUARD_KEY='))
    .join('\n')
    .trimEnd();

test('an .env of before gets a key once, at its end, and stays as it was otherwise', async (t) => {
  const dir = await temporaryDir(t);
  const path = join(dir, '.env');
  const before = formerEnv();
  await writeFile(path, before, { mode: 0o600 });
  const given = { dir, variables: {} };
  const first = await ensureGuardKey(await loadSettings(dir, {}), given);
  const key = first.settings.environment.GUARD_KEY ?? '';
  assert.equal(Buffer.from(key, 'base64').length, 32);
  assert.ok(first.added?.includes('GUARD_KEY') && !first.added.includes(key));
  const text = await readFile(path, 'utf8');
  assert.ok(text.startsWith(`${before}\n`));
  assert.equal(parseEnv(text).GUARD_KEY, key);
  assert.equal((await stat(path)).mode & 0o777, 0o600);
  const second = await ensureGuardKey(await loadSettings(dir, {}), given);
  assert.deepEqual([second.settings.environment.GUARD_KEY, second.added], [key, undefined]);
  assert.equal(await readFile(path, 'utf8'), text);
});

test('a new .env has one, and one of the environment is left alone', async (t) => {
  const dir = await temporaryDir(t);
  const { settings, added } = await ensureGuardKey(await loadSettings(dir, {}), {
    dir,
    variables: {},
  });
  assert.ok(settings.environment.GUARD_KEY);
  assert.equal(added, undefined);
  const other = await temporaryDir(t);
  const variables = parseEnv(newEnv());
  const given = await ensureGuardKey(await loadSettings(other, variables), {
    dir: other,
    variables,
  });
  assert.equal(given.settings.environment.GUARD_KEY, variables.GUARD_KEY);
});

test('where no .env can be written it goes on without, and says what to do', async (t) => {
  const dir = await temporaryDir(t);
  const variables = parseEnv(formerEnv());
  const { settings, warning } = await ensureGuardKey(await loadSettings(dir, variables), {
    dir,
    variables,
  });
  assert.equal(settings.environment.GUARD_KEY, undefined);
  assert.match(warning ?? '', /GUARD_KEY is not set.*genie secrets new guard-key/);
});

test('the doctor says who can’t sign in, what lies in the clear, and what is missing', () => {
  const good = { canSeal: true, on: 3, unopenable: 0, plain: 0 };
  const judge = (changes: object, isOurs = true) => judgeFactors({ ...good, ...changes }, isOurs);
  assert.equal(judge({}).status, 'ok');
  assert.equal(judge({ on: 0 }).status, 'ok');
  const closed = judge({ unopenable: 2 });
  assert.equal(closed.status, 'fail');
  assert.match(`${closed.message} ${closed.fix}`, /^2 of 3 .*GUARD_KEY_PREVIOUS/);
  assert.match(judge({ plain: 1 }).message, /1 of 3 .*in the clear/);
  const missing = judge({ canSeal: false });
  assert.equal(missing.status, 'warn');
  assert.match(missing.fix ?? '', /npm start/);
  assert.match(judge({ canSeal: false }, false).fix ?? '', /secrets new guard-key/);
  assert.equal(judgeFactors(null, true).status, 'warn');
});
