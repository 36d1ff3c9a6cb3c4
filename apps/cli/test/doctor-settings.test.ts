import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { assertFault, diagnose, makeInstallation } from './support/doctor.ts';
import { temporaryDir } from './support/installation.ts';
import { base, runInProcess } from './support/run-in-process.ts';

const shared = 'RBAC_SYNC_WEBHOOK_SECRET';
/** An example of the original Genie Helper documentation; no program takes it for a secret that's safe. */
const published = 'your-random-secret-key-min-32-chars';

test('no .env: says how one is made, and looks at nothing that would need it', async (t) => {
  const { of, code } = await diagnose(await temporaryDir(t));
  assert.equal(code, 1);
  assertFault(of('env.file'), /There is no \.env in/, /npm start.*--dir/);
  assert.deepEqual(of('secrets.set').waitsFor, ['env.file']);
});

test('no .env beside a database: says to put that one back, not to make another', async (t) => {
  const dir = await temporaryDir(t);
  await mkdir(join(dir, 'data'));
  await writeFile(join(dir, 'data/directus.db'), '');
  const { of } = await diagnose(dir);
  assertFault(of('env.file'), /There is no \.env/, /put that \.env back/);
});

test('no .env, and the environment has it all: that is well', async (t) => {
  const { texts } = await makeInstallation(t);
  const { of } = await diagnose(await temporaryDir(t), texts, { variables: texts });
  for (const id of ['env.file', 'secrets.set', 'secrets.strength']) {
    assert.equal(of(id).status, 'ok', id);
  }
});

test('an .env that others can read: gives the command', async (t) => {
  const { dir, envPath, texts } = await makeInstallation(t);
  await chmod(envPath, 0o644);
  const { of } = await diagnose(dir, texts);
  assertFault(of('env.file_mode'), /mode 0644/, new RegExp(`^chmod 600 ${envPath}$`));
});

test("an .env of somebody else: a fault, and a warning where it's root who looks", async (t) => {
  const { dir, texts } = await makeInstallation(t);
  const own = base.userId ?? 0;
  const { of } = await diagnose(dir, texts, { userId: own + 1_000 });
  assertFault(of('env.file_owner'), /belongs to the user/, /chown/);
  if (own !== 0) return;
  const nobody = 65_534;
  const { chown } = await import('node:fs/promises');
  await chown(join(dir, '.env'), nobody, nobody);
  const asRoot = await diagnose(dir, texts);
  assertFault(asRoot.of('env.file_owner'), /this runs as 0/, /as the owner/, 'warn');
});

test('bad variables: names all of them and never a value, and goes on with the others', async (t) => {
  const bad = { SERVER_PORT: 'many', LOG_LEVEL: 'loud', LLM_TIMEOUT_MS: 'soon' };
  const { dir, texts } = await makeInstallation(t, bad);
  const { of, report } = await diagnose(dir, texts);
  const found = of('env.variables');
  assertFault(found, /3 variables/, /\.env\.example/);
  assert.deepEqual(
    found.details?.map((line) => line.split(' ')[0]),
    Object.keys(bad),
  );
  assert.doesNotMatch(JSON.stringify(report), /many|loud|soon/);
  assert.deepEqual(of('port.api').waitsFor, ['env.variables']);
  assert.equal(of('port.directus').status, 'ok');
});

test('a misspelt variable: names the one that was meant', async (t) => {
  const { dir, texts } = await makeInstallation(t, { SERVER_PROT: '1', COMPOSE_PROJECT: 'x' });
  const { of } = await diagnose(dir, texts);
  assertFault(of('env.names'), /SERVER_PROT .* SERVER_PORT\?$/, /Correct/, 'warn');
  assert.equal(of('env.names').details?.length, 1);
});

test('a password with a # outside of quotes: says that it ends there', async (t) => {
  const variables = { DB_PASSWORD: 'quiet#harbour', LLM_MODEL: "'a#b'", OTHER: 'x#y' };
  const { dir, texts } = await makeInstallation(t, variables);
  const { of } = await diagnose(dir, texts);
  assertFault(of('env.values'), /DB_PASSWORD/, /single quotes/, 'warn');
  assert.equal(of('env.values').details?.length, 1);
  const given = { DB_PASSWORD: 'quiet#harbour' };
  const { of: ofGiven } = await diagnose(dir, texts, { variables: given });
  assert.equal(ofGiven('env.values').status, 'ok');
});

test('an .env in UTF-16: says so, and never to delete it', async (t) => {
  const { dir, envPath, texts } = await makeInstallation(t);
  await writeFile(envPath, await readFile(envPath, 'utf8'), 'utf16le');
  const { of } = await diagnose(dir, texts);
  assertFault(of('env.file'), /no text in UTF-8/, /^Keep it.*save it as UTF-8/);
});

test('a secret that is not set: names it, and what to put there', async (t) => {
  const { dir, texts } = await makeInstallation(t, { SECRET: '' });
  const { of } = await diagnose(dir, texts);
  assertFault(of('secrets.set'), /Not set: SECRET\./, /random/);
});

test("a published secret: knows it by its digest, and says that it isn't safe", async (t) => {
  const { dir, texts } = await makeInstallation(t, { [shared]: published });
  const { of } = await diagnose(dir, texts);
  assertFault(of('secrets.published'), new RegExp(shared), /genie secrets new/);
});

test('a secret of .env.example is a published one too', async (t) => {
  const projectDir = await temporaryDir(t);
  const value = randomBytes(32).toString('hex');
  await writeFile(join(projectDir, '.env.example'), `# For you:\n#SECRET=${value}\n`);
  const { dir, texts } = await makeInstallation(t, { SECRET: value });
  const { of } = await diagnose(dir, texts, { projectDir });
  assertFault(of('secrets.published'), /SECRET/, /genie secrets new/);
});

for (const [name, value, says] of [
  ['SECRET', 'x'.repeat(40), /too few different/],
  [shared, 'abcdefghijkl'.repeat(3), /repeats itself/],
  [shared, 'abcdefghijklmnopqrstuvwxyz0123456789', /counts up/],
  ['DIRECTUS_ADMIN_TOKEN', 'replace-me-before-you-go-live-9TzQ', /placeholder/],
  ['SECRET', 'blue-horses-run-over-the-green-hills', /words/],
  ['CREDENTIALS_ENC_KEY_B64', Buffer.alloc(32, 7).toString('base64'), /bytes are all equal/],
] as const) {
  test(`a secret that can be guessed (${says.source}): names it`, async (t) => {
    const { dir, texts } = await makeInstallation(t, { [name]: value });
    const { of } = await diagnose(dir, texts);
    assertFault(of('secrets.strength'), says, /genie secrets new/);
    assertFault(of('secrets.strength'), new RegExp(name), /./);
  });
}

test('finds nothing in a thousand secrets of each usual form', async () => {
  const { weaknessOfText } = await import('../src/commands/doctor/checks/secrets.ts');
  for (let round = 0; round < 1_000; round += 1) {
    // The same in every run: a rule that refuses one in a million would fail here one run in two hundred otherwise.
    const bytes = createHash('sha256').update(String(round)).digest();
    const hex = bytes.toString('hex');
    const uuid = hex.replace(/^(.{8})(.{4}).(.{3})(.{4})(.{12}).*$/, '$1-$2-4$3-$4-$5');
    const digits = [...bytes].map((byte) => byte % 10).join('');
    for (const value of [hex, hex.slice(32), bytes.toString('base64'), uuid, digits]) {
      assert.equal(weaknessOfText(value), undefined, value);
    }
    assert.equal(weaknessOfText(bytes.toString('base64url')), undefined);
  }
});

for (const [form, value] of [
  ['a UUID of eight different digits', '1f2e8a4f-1a2f-4e8a-9f12-8ae29f1a24e2'],
  ['hexadecimal digits, seven of them different', '07a3f7c0a37f1ca0f73ca10f73c0a7f1'],
  ['decimal digits, half of them steps', '12945670013298745430217890365421'],
  ['base64url in which "your-" stands by chance', 'q8Zt1VxK0mYour-4nRb7LwEj2cHs9DfTgPu5aXi6Qo'],
] as const) {
  test(`finds nothing in ${form}`, async () => {
    const { weaknessOfText } = await import('../src/commands/doctor/checks/secrets.ts');
    assert.equal(weaknessOfText(value), undefined);
  });
}

test("one secret for two purposes: names both, and a rotation that didn't rotate", async (t) => {
  const value = randomBytes(32).toString('base64url');
  const key = randomBytes(32).toString('base64');
  const { dir, texts } = await makeInstallation(t, {
    SECRET: value,
    DIRECTUS_ADMIN_TOKEN: value,
    CREDENTIALS_ENC_KEY_B64: key,
    CREDENTIALS_ENC_KEYS_PREVIOUS_B64: `${randomBytes(32).toString('base64')},${key}`,
  });
  const { of } = await diagnose(dir, texts);
  const found = of('secrets.distinct');
  assertFault(found, /DIRECTUS_ADMIN_TOKEN and SECRET/, /genie secrets new/);
  assertFault(found, /ENC_KEY_B64 and CREDENTIALS_ENC_KEYS_PREVIOUS/, /./);
});

test('a token of a monitor, a receiver or a guard that opens more: names both', async (t) => {
  const shared = randomBytes(32).toString('base64url');
  for (const name of ['METRICS_TOKEN', 'AUDIT_STREAM_SECRET', 'GENIE_INTROSPECTION_SECRET']) {
    const { dir, texts } = await makeInstallation(t, {
      RBAC_SYNC_WEBHOOK_SECRET: shared,
      [name]: name === 'GENIE_INTROSPECTION_SECRET' ? `string:${shared}` : shared,
    });
    const { message, details } = (await diagnose(dir, texts)).of('secrets.distinct');
    assert.match(message, /opens what another is for/);
    assert.match(String(details), new RegExp(`RBAC_SYNC_WEBHOOK_SECRET and .*${name}|${name} and`));
    const weak = await makeInstallation(t, { [name]: 'a'.repeat(40) });
    const { of } = await diagnose(weak.dir, weak.texts);
    assertFault(of('secrets.strength'), new RegExp(`${name} has too few`), /genie secrets new/);
  }
});

test('an older or newer Node: says how to get the right one', async (t) => {
  const { dir, texts } = await makeInstallation(t);
  const older = await diagnose(dir, texts, { nodeVersion: '22.20.0' });
  assertFault(older.of('node.version'), /Node 22\.20\.0/, /npm run genie/);
  const newer = await diagnose(dir, texts, { nodeVersion: '26.1.0' });
  assertFault(newer.of('node.version'), /Node 26/, /npm run genie/, 'warn');
});

test('a full disk: says which, and warns before', async (t) => {
  const { dir, texts } = await makeInstallation(t);
  const full = await diagnose(dir, texts, { freeBytes: async () => 50_000_000 });
  assertFault(full.of('disk.space'), /0\.1 GB/, /Free some space/);
  const soon = await diagnose(dir, texts, { freeBytes: async () => 1_000_000_000 });
  assertFault(soon.of('disk.space'), /1\.0 GB/, /Free some space/, 'warn');
});

test('a SQLite file that every user can read: gives the command', async (t) => {
  const { dir, texts } = await makeInstallation(t);
  await mkdir(join(dir, 'data'));
  await writeFile(join(dir, 'data/directus.db'), '', { mode: 0o644 });
  const { of } = await diagnose(dir, texts);
  assertFault(of('database.there'), /Every user/, /^chmod 600 .*directus\.db$/);
});

test('repeats each fault at the end, in lines of 80 characters without control characters', async (t) => {
  const { dir, envPath } = await makeInstallation(t, { SERVER_PORT: 'many' });
  await chmod(envPath, 0o644);
  const { out, code } = await runInProcess(['doctor', '--dir', dir]);
  assert.equal(code, 1);
  assert.match(out, /^ {2}FAIL Other users can get at/m);
  assert.match(out, /\nThe faults\n\n {2}FAIL env\.file_mode\n.*\n {4}→ chmod 600 /);
  assert.match(out, /\d+ to fix, \d+ good, .* \(\d+\.\d s\)\.\n$/);
  const tooLong = out.split('\n').filter((line) => line.length > 80 && !line.includes(dir));
  assert.deepEqual(tooLong, []);
  assert.equal(
    [...out].some((character) => character < ' ' && character !== '\n'),
    false,
  );
});

test('in a terminal: signs and colours; with NO_COLOR signs alone', async (t) => {
  const { dir } = await makeInstallation(t);
  const terminal = { isTerminal: true, columns: 80 };
  const colourful = await runInProcess(['doctor', '--dir', dir], { ...terminal, hasColors: true });
  assert.ok(colourful.out.includes('\u001b[32m'));
  assert.ok(colourful.out.includes('✔'));
  const plain = await runInProcess(['doctor', '--dir', dir], terminal);
  // The line of progress is taken away; nothing else is controlled.
  assert.equal(plain.out.replaceAll('\r\u001b[2K', '').includes('\u001b'), false);
  assert.ok(plain.out.includes('✔'));
});
