import assert from 'node:assert/strict';
import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { checkpointKey } from '@genie-helper/audit-chain';
import { auditPaths } from '@genie-helper/guard-protocol';
import type { Knex } from 'knex';
import { runInProcess } from '../../apps/cli/test/support/run-in-process.ts';
import { appendEntries } from '../../extensions/guard/src/audit/index.ts';
import { openSqlite } from '../../extensions/guard/test/support/guarded-directus.ts';
import { type CredentialSystem, startCredentialSystem } from '../support/credential-system.ts';
import { newTextKey } from '../support/rotation.ts';
import type { TestDirectus } from '../support/start-directus.ts';
import type { Person } from '../support/system.ts';
import { until } from '../support/until.ts';

/** The access log as an operator verifies it, before a real Directus that somebody else gets into. */
const key = newTextKey();
let stack: CredentialSystem<TestDirectus>;
let db: Knex;
let person: Person;
let dir: string;
let file: string;

before(async () => {
  dir = await mkdtemp(join(tmpdir(), 'genie-audit-'));
  file = join(dir, 'data', 'audit-checkpoints.jsonl');
  stack = await startCredentialSystem({
    directus: {},
    api: {
      vaultKeys: { current: key.key, previous: [] },
      ...{ checkpointFile: file, checkpointEveryMs: 50 },
    },
  });
  db = await openSqlite(stack.directus.settings.dataDir);
  person = await stack.person();
});
after(async () => {
  await db?.destroy();
  await stack?.stop();
  await rm(dir, { recursive: true, force: true });
});

const genie = (args: string[], more: Record<string, string> = {}) => {
  const { url, adminToken } = stack.directus;
  const variables = {
    ...{ DIRECTUS_URL: url, DIRECTUS_ADMIN_TOKEN: adminToken },
    ...{ CREDENTIALS_ENC_KEY_B64: key.text, AUDIT_CHECKPOINT_FILE: file, ...more },
  };
  return runInProcess(['audit', ...args, '--dir', dir], { variables });
};
const verify = (...args: string[]) => genie(['verify', ...args]);
const linesOf = async (path = file) =>
  (await readFile(path, 'utf8').catch(() => '')).split('\n').filter((line) => line !== '');

/** How many checkpoints the API has brought to the database. */
async function countSigned(): Promise<number> {
  const { text } = await stack.api.request('GET', '/metrics');
  return Number(/genie_audit_checkpoints_total\{outcome="signed"\} (\d+)/.exec(text)?.[1]);
}

/** How many checkpoints of the file the database hasn't been brought. */
const countUnkept = async () => (await linesOf()).length - (await countSigned());

/** Reveals, and waits until a checkpoint proves it. */
async function revealSome(count = 3): Promise<number> {
  const unkept = await countUnkept();
  const creatorProfileId = await stack.connect(person);
  for (let done = 0; done < count; done += 1) {
    assert.equal((await stack.asServer('reveal', { creatorProfileId })).status, 200);
  }
  const { seq } = await db('genie_audit_chain').first('seq');
  await until(async () => (await linesOf()).some((line) => JSON.parse(line).seq === Number(seq)));
  // The database gets it after the file: what is still under way would meet what a test changes.
  await until(async () => (await countUnkept()) <= unkept);
  return Number(seq);
}

/** Lets somebody at the database, and puts it back. */
async function tampered(change: () => Promise<unknown>, check: () => Promise<void>) {
  const rows = await db('credential_access_log');
  try {
    await change();
    await check();
  } finally {
    await db.transaction(async (trx) => {
      await trx('credential_access_log').delete();
      await trx.batchInsert('credential_access_log', rows, 40);
    });
  }
}

async function assertFound(pattern: RegExp, ...args: string[]): Promise<void> {
  const { code, out, err } = await verify(...args);
  assert.equal(code, 1, err);
  assert.match(out, pattern);
}

test('a log that the API wrote verifies against the checkpoints that it signed', async () => {
  const seq = await revealSome();
  const { code, out, err } = await verify();
  assert.equal(code, 0, err + out);
  assert.match(out, new RegExp(`^Entries: ${seq}, numbers 1 to ${seq}$`, 'm'));
  assert.match(out, new RegExp(`the newest at number ${seq}\\nEverything fits\\.`));
});

test('nothing is signed while nothing is written', async () => {
  await revealSome();
  const before = await linesOf();
  assert.ok((await countSigned()) > 0);
  await stack.api.request('GET', '/healthz');
  assert.deepEqual(await linesOf(), before);
});

test('an entry that SQL changed, removed or put in is named', async () => {
  await revealSome();
  const log = () => db('credential_access_log');
  await tampered(
    () => log().where({ seq: 2 }).update({ principal_id: 'previous' }),
    () => assertFound(/^Entry 2 was changed\.$/m),
  );
  await tampered(
    () => log().where({ seq: 3 }).delete(),
    () => assertFound(/^Entry 3 was removed\.$/m),
  );
  await tampered(
    async () => log().insert({ ...(await log().first()), id: 900_000, seq: null, claim: null }),
    () => assertFound(/inserted past the chain, by SQL/),
  );
  assert.equal((await verify()).code, 0);
});

test('a tail that was cut off with the database made to agree is found', async () => {
  const seq = await revealSome();
  const end = await db('genie_audit_chain').first();
  const last = await db('credential_access_log')
    .where({ seq: seq - 2 })
    .first();
  await tampered(
    async () => {
      await db('credential_access_log')
        .where('seq', '>', seq - 2)
        .delete();
      await db('genie_audit_chain').update({ seq: seq - 2, hash: last.hash });
    },
    () => assertFound(new RegExp(`^Entries ${seq - 1} to ${seq} are missing`, 'm')),
  );
  await db('genie_audit_chain').update({ seq: end.seq, hash: end.hash });
  assert.equal((await verify()).code, 0);
});

test('a log that was rewritten from end to end by who has the database is found', async () => {
  await revealSome();
  const end = await db('genie_audit_chain').first();
  const kept = await db('genie_audit_checkpoints');
  await tampered(
    async () => {
      // As the guard itself would chain it, with what it says changed and the checkpoints of the database gone.
      // At once: the API asks for the end of the log all the time, and the guard chains what has no place yet.
      const links = { seq: null, hash: null, previous_hash: null };
      await db.transaction(async (trx) => {
        await trx('credential_access_log').update({ ...links, principal_id: 'somebody else' });
        await trx('genie_audit_checkpoints').delete();
        await trx('genie_audit_chain').update({ seq: 0, hash: '0'.repeat(64), began: 0 });
      });
      const answer = await stack.directus.admin.request('POST', auditPaths.head, {});
      assert.equal(answer.status, 200, answer.text);
    },
    async () => {
      const nothing = join(dir, 'none.jsonl');
      await writeFile(nothing, '');
      const { code, out } = await verify('--checkpoints', nothing);
      assert.equal(code, 0);
      assert.match(out, /a log that was rewritten as a whole looks the same/);
      await assertFound(/^Entries 1 to \d+ were rewritten/m);
    },
  );
  await db('genie_audit_chain').update({ seq: end.seq, hash: end.hash });
  await db('genie_audit_checkpoints').delete();
  await db('genie_audit_checkpoints').insert(kept);
  assert.equal((await verify()).code, 0);
});

test('two processes on two machines keep files that verify each by itself', async () => {
  const other = join(dir, 'other', 'checkpoints.jsonl');
  const api = await stack.startApi({ checkpointFile: other, checkpointEveryMs: 50 });
  const seq = await revealSome();
  await until(async () => (await linesOf(other)).some((line) => JSON.parse(line).seq === seq));
  await api.stop();
  for (const path of [file, other]) {
    const { code, out } = await verify('--checkpoints', path);
    assert.equal(code, 0, out);
    assert.match(out, new RegExp(`the newest at number ${seq}`));
  }
});

test('a checkpoint of a stranger counts for nothing, one of a key that is named counts', async () => {
  await revealSome();
  const stranger = newTextKey();
  const public_ = checkpointKey(key.key).publicKey;
  const elsewhere = { CREDENTIALS_ENC_KEY_B64: stranger.text };
  const unknown = await genie(['verify'], elsewhere);
  assert.equal(unknown.code, 0);
  assert.match(unknown.out, /^Lines that no trusted key signed: \d+/m);
  assert.match(unknown.out, /No checkpoint of a file was compared/);
  const named = await genie(['verify', '--key', public_], elsewhere);
  assert.doesNotMatch(named.out, /no trusted key|No checkpoint/);
  const forged = join(dir, 'forged.jsonl');
  const [line = ''] = await linesOf();
  await appendFile(forged, `${JSON.stringify({ ...JSON.parse(line), seq: 999_999 })}\nnonsense\n`);
  const { code, out } = await verify('--checkpoints', forged);
  assert.equal(code, 0, out);
  assert.match(out, /^Lines that no trusted key signed: 2\./m);
});

test('what retention took away is accepted as long as it says so, and not one entry more', async () => {
  const seq = await revealSome();
  const days = (count: number) => ({ AUDIT_RETENTION_DAYS: String(count) });
  await tampered(
    () =>
      db('credential_access_log')
        .where('seq', '<=', seq - 2)
        .delete(),
    async () => {
      await assertFound(/^Entry 1 was removed\.$/m);
      // All checkpoints are of today.
      assert.equal((await genie(['verify'], days(1))).code, 1);
    },
  );
});

test('what people do with their accounts is in a list of its own', async () => {
  await revealSome(1);
  await db.transaction((trx) =>
    appendEntries(trx, [
      {
        ...{ at: new Date(), area: 'account', action: 'use_link', outcome: 'done' },
        ...{ principal_kind: 'user', principal_id: person.id, detail: 'password-reset' },
        ...{ collection: 'directus_users', item: person.id, request_id: '', address: '::1' },
      },
    ]),
  );
  const { adminEmail, adminPassword } = stack.directus;
  const { accessToken: token } = await stack.directus.login(adminEmail, adminPassword);
  const list = async (query: string) => {
    const { status, body } = await stack.api.request('GET', `/api/admin/audit${query}`, { token });
    assert.equal(status, 200);
    return body.entries as Record<string, unknown>[];
  };
  const acts = await list('?area=account');
  const act = acts.find(({ action }) => action === 'use_link');
  assert.ok(acts.some((one) => one.action === 'sign_in' && one.recordId === person.id));
  assert.ok(acts.every(({ area }) => area === 'account'));
  assert.deepEqual(
    [act?.action, act?.detail, act?.area],
    ['use_link', 'password-reset', 'account'],
  );
  const about = (await list('')).map(({ area }) => area);
  assert.deepEqual(new Set(about), new Set(['credentials']));
  const own = await stack.api.request('GET', '/api/account/access', { token: person.token });
  assert.ok(
    (own.body.entries as { action: string }[]).every(({ action }) => action !== 'use_link'),
  );
});

test('what administrators do through the API is told with who it was, and from where', async () => {
  const { adminEmail, adminPassword } = stack.directus;
  const { accessToken: token } = await stack.directus.login(adminEmail, adminPassword);
  const ask = (method: string, path: string, body?: object) =>
    stack.api.request(method, path, {
      ...{ token, headers: { 'x-request-id': 'by-this-request' } },
      ...(body === undefined ? {} : { body }),
    });
  const me = (await ask('GET', '/api/me')).body.user as { id: string };
  const somebody = await stack.person();
  assert.equal((await ask('POST', `/api/admin/users/${somebody.id}/sign-out`)).status, 200);
  const client = { name: 'publisher', routes: ['reveal'], currentPassword: adminPassword };
  const made = await ask('POST', '/api/admin/clients', client);
  assert.equal(made.status, 201, made.text);
  const { id } = made.body.client as { id: string };
  assert.equal((await ask('DELETE', `/api/admin/clients/${id}`)).status, 204);
  const listed = async (area: string) =>
    (await ask('GET', `/api/admin/audit?area=${area}&principalId=${me.id}`)).body.entries as Record<
      string,
      unknown
    >[];
  const [signedOut] = await listed('admin');
  const ofClient = await listed('client');
  const actions = [signedOut, ...ofClient].map((entry) => entry?.action);
  assert.deepEqual(actions, ['sign_out_user', 'end_client', 'create_client']);
  assert.ok(ofClient.every((entry) => entry.client === 'publisher'));
  for (const entry of [signedOut, ...ofClient]) {
    assert.deepEqual([entry?.requestId, entry?.address], ['by-this-request', '127.0.0.1']);
  }
});

test('an export has a line for each entry, in order, from a moment on', async () => {
  const seq = await revealSome();
  const { code, out, err } = await genie(['export']);
  assert.equal(code, 0, err);
  const lines = out
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  assert.deepEqual(
    lines.map((line) => line.seq),
    Array.from({ length: seq }, (_, index) => index + 1),
  );
  assert.equal(lines.at(-1).action, 'reveal');
  assert.ok(!out.includes('secret123'));
  const since = lines.at(-1).at;
  const later = (await genie(['export', '--since', since, '--format', 'jsonl'])).out;
  assert.equal(later.trimEnd().split('\n').at(-1), out.trimEnd().split('\n').at(-1));
  assert.ok(later.length < out.length);
  const bad = await genie(['export', '--since', 'yesterday']);
  assert.equal(bad.code, 1);
  assert.match(bad.err, /--since must be a time/);
});

test('a file of checkpoints that was named and is not there is an error, not a pass', async () => {
  const { code, err } = await verify('--checkpoints', join(dir, 'missing.jsonl'));
  assert.equal(code, 1);
  assert.match(err, /missing\.jsonl/);
});

test('neither users nor strangers read the chain at Directus, nor keep a checkpoint there', async () => {
  for (const path of Object.values(auditPaths)) {
    for (const token of [person.token, null]) {
      const body = { after: 0, limit: 1, seq: 1, line: '{}' };
      const { status } = await stack.directus.admin.request('POST', path, body, token);
      assert.equal(status, 401, path);
    }
  }
  const { status } = await stack.directus.admin.request('POST', auditPaths.checkpoint, {});
  assert.equal(status, 401);
});
