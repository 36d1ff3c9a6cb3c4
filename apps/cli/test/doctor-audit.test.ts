import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { checkpointKey, signCheckpoint } from '@genie-helper/audit-chain';
import { leaseDirectus } from '../../../test/support/directus-pool.ts';
import { judgeCheckpoints, judgeStream } from '../src/commands/doctor/checks/audit.ts';
import { assertFault, diagnose, makeInstallation } from './support/doctor.ts';

const now = Date.parse('2026-03-01T00:00:00Z');
const minutesAgo = (minutes: number) => new Date(now - minutes * 60_000).toISOString();
const hash = (digit: string) => digit.repeat(64);
const last = { seq: 5, hash: hash('5'), at: minutesAgo(20) };
const signed = { seq: 5, hash: hash('5'), at: minutesAgo(21) };
const head = { seq: 6, hash: hash('6') };

test('a log that was signed within ten minutes of its last entry is in order', () => {
  const fresh = { seq: 6, at: minutesAgo(9) };
  const statusOf = (seen: object) =>
    judgeCheckpoints({ last, head, signed, next: fresh, now, ...seen }).status;
  assert.equal(statusOf({}), 'ok');
  assert.equal(statusOf({ head: { seq: 5, hash: hash('5') }, next: undefined }), 'ok');
  assert.equal(statusOf({ last: undefined, signed: undefined }), 'ok');
  // Retention took the signed entry away.
  assert.equal(statusOf({ signed: undefined }), 'ok');
});

test('a log that nobody signs, that became shorter or another one is a fault', () => {
  const seen = { last, head, signed, next: { seq: 6, at: minutesAgo(11) }, now };
  assert.match(judgeCheckpoints(seen).message, /no checkpoint since entry 5; it ends at 6/);
  const never = judgeCheckpoints({ ...seen, last: undefined, signed: undefined });
  assert.match(never.message, /no checkpoint since its beginning/);
  const cut = judgeCheckpoints({ ...seen, head: { seq: 4, hash: hash('4') } });
  assert.match(cut.message, /ends at 4, and a checkpoint says that it had 5/);
  const changed = judgeCheckpoints({ ...seen, signed: { ...signed, hash: hash('9') } });
  assert.match(changed.message, /Entry 5 .* is not what was signed/);
  assert.deepEqual([never.status, cut.status, changed.status], ['fail', 'fail', 'fail']);
});

test('a receiver that is ten minutes behind is a fault that says by how much', () => {
  const behind = { ...head, streamedTo: 2 };
  assert.equal(judgeStream({ head: behind, next: { at: minutesAgo(9) }, now }).status, 'ok');
  const found = judgeStream({ head: behind, next: { at: minutesAgo(11) }, now });
  assert.equal(found.status, 'fail');
  assert.match(found.message, /^4 entries .* wait/);
});

test('a real log, its file of checkpoints and its cursor are looked at', async (t) => {
  const directus = await leaseDirectus();
  t.after(directus.stop);
  const dir = await mkdtemp(join(tmpdir(), 'genie-doctor-audit-'));
  t.after(() => rm(dir, { recursive: true }));
  const file = join(dir, 'checkpoints.jsonl');
  const secret = randomBytes(32);
  const look = async (more: Record<string, string> = {}) => {
    const made = await makeInstallation(t, {
      ...{ DIRECTUS_URL: directus.url, DIRECTUS_ADMIN_TOKEN: directus.adminToken },
      ...{ AUDIT_CHECKPOINT_FILE: file, CREDENTIALS_ENC_KEY_B64: secret.toString('base64') },
      AUDIT_STREAM_URL: 'https://receiver.example/in',
      AUDIT_STREAM_SECRET: randomBytes(32).toString('base64url'),
      ...more,
    });
    return (await diagnose(made.dir, made.texts)).of;
  };
  const entry = (minutes: number) =>
    directus.admin.request('POST', '/items/credential_access_log', {
      ...{ at: new Date(Date.now() - minutes * 60_000), action: 'reveal', outcome: 'done' },
      ...{ principal_kind: 'server', principal_id: 'current', request_id: 'r', address: '::1' },
      ...{ collection: 'platform_connections', item: 'one' },
    });
  assert.equal((await look())('audit.checkpoints').status, 'ok');
  assert.equal((await entry(30)).status, 200);
  const of = await look();
  assert.equal(of('audit.file').status, 'ok');
  assertFault(of('audit.checkpoints'), /no checkpoint since/, /Start the API/);
  assertFault(of('audit.stream'), /wait for their receiver/, /log-receiver-down/);
  const { data } = await directus.admin.request('POST', '/genie/audit/head', {});
  const sign = (hash: string) => {
    const end = { ...(data as { seq: number }), hash };
    return JSON.stringify(signCheckpoint(checkpointKey(secret), end, new Date()));
  };
  await writeFile(file, `nonsense\n${sign((data as { hash: string }).hash)}\n`);
  assert.match((await look())('audit.checkpoints').message, /is what was signed at/);
  await writeFile(file, `${sign('a'.repeat(64))}\n`);
  assertFault((await look())('audit.checkpoints'), /not what was signed/, /genie audit verify/);
  const nowhere = await look({ AUDIT_CHECKPOINT_FILE: '/dev/null/checkpoints.jsonl' });
  assertFault(nowhere('audit.file'), /ENOTDIR/, /can write/);
  // A folder above it is there, and takes no file; and a folder is none.
  const ofKernel = await look({ AUDIT_CHECKPOINT_FILE: '/proc/none/checkpoints.jsonl' });
  assertFault(ofKernel('audit.file'), /\/proc can't be written \(EPERM\)/, /can write/);
  const folder = await look({ AUDIT_CHECKPOINT_FILE: dirname(file) });
  assertFault(folder('audit.file'), /is no file/, /can write/);
});
