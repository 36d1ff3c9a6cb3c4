import assert from 'node:assert/strict';
import { chmod, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { createEnvFile, isOpenToOthers, readEnvFile } from '../src/installation/env-file.ts';
import { temporaryDir } from './support/installation.ts';

test('writes a new .env that only its owner can read', async (t) => {
  const path = join(await temporaryDir(t), 'deep', '.env');
  assert.equal(await createEnvFile(path, 'A=1\n'), true);
  assert.equal((await stat(path)).mode & 0o777, 0o600);
  assert.equal(await readFile(path, 'utf8'), 'A=1\n');
});

test('never writes over an .env that is there', async (t) => {
  const dir = await temporaryDir(t);
  await writeFile(join(dir, '.env'), 'MINE=1\n');
  assert.equal(await createEnvFile(join(dir, '.env'), 'A=1\n'), false);
  assert.equal(await readFile(join(dir, '.env'), 'utf8'), 'MINE=1\n');
  assert.deepEqual(await readdir(dir), ['.env']);
});

test('of many that write at the same time one wins, whole, and no draft stays', async (t) => {
  const dir = await temporaryDir(t);
  const texts = Array.from({ length: 20 }, (_, n) => `N=${n}\n${'#'.repeat(10_000)}\n`);
  const won = await Promise.all(texts.map((text) => createEnvFile(join(dir, '.env'), text)));
  assert.equal(won.filter(Boolean).length, 1);
  assert.equal(await readFile(join(dir, '.env'), 'utf8'), texts[won.indexOf(true)]);
  assert.deepEqual(await readdir(dir), ['.env']);
});

test('notices an .env that others can read', async (t) => {
  const path = join(await temporaryDir(t), '.env');
  await writeFile(path, 'A=1\n', { mode: 0o600 });
  assert.equal(isOpenToOthers(await readEnvFile(path)), false);
  await chmod(path, 0o640);
  assert.equal(isOpenToOthers(await readEnvFile(path)), true);
});

test('reads a file that begins with a byte order mark', async (t) => {
  const path = join(await temporaryDir(t), '.env');
  await writeFile(path, '\uFEFFA=1\n');
  const file = await readEnvFile(path);
  assert.equal(file.kind === 'read' && file.variables.A, '1');
});

test('refuses an .env that is a folder, in a sentence', async (t) => {
  const path = join(await temporaryDir(t), '.env');
  await mkdir(path);
  const file = await readEnvFile(path);
  assert.match(file.kind === 'unreadable' ? file.error.message : '', /can't be read \(EISDIR\)\./);
});

for (const [form, bytes] of [
  ['UTF-16 with its mark', Buffer.from('\uFEFF# Secrets\r\nSECRET=abc\r\n', 'utf16le')],
  ['UTF-16 without one', Buffer.from('SECRET=abc\n', 'utf16le')],
  ['Latin-1 with an accent in a value', Buffer.from('DB_PASSWORD=gr\xfcn\n', 'latin1')],
] as const) {
  test(`refuses an .env in ${form}, and says to keep it`, async (t) => {
    const path = join(await temporaryDir(t), '.env');
    await writeFile(path, bytes);
    const file = await readEnvFile(path);
    const error = file.kind === 'unreadable' ? file.error : undefined;
    assert.match(error?.message ?? '', /is no text in UTF-8\.$/);
    assert.match(error?.hint ?? '', /Keep it/);
  });
}

test('finds values that end at a # which is a part of them, and no comment', async (t) => {
  const path = join(await temporaryDir(t), '.env');
  const lines = [
    ...['CUT=one#two', 'export CUT_TOO = one two#x # why', 'CUT_END=one#', 'CUT_ALL=#one\r'],
    ...['COMMENT=one # two', 'NONE= # two', 'TEMPLATE=# fill in', '# OLD=one#two'],
    ...['DOUBLE="one#two"', "SINGLE='one#two' # why", 'BACK=`one#two`'],
    ...['TWICE=one#two', 'TWICE=three', 'LONG="first', 'CUT_NOT=one#two', 'last"'],
  ];
  await writeFile(path, lines.join('\n'));
  const file = await readEnvFile(path);
  assert.deepEqual(file.kind === 'read' && file.cutNames, [
    ...['CUT', 'CUT_TOO', 'CUT_END', 'CUT_ALL'],
  ]);
});
