import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { createKeyring, type JsonObject, keyIdOf } from '@genie-helper/vault';
import { type CredentialSystem, startCredentialSystem } from '../support/credential-system.ts';
import {
  type CommandEnd,
  newTextKey,
  openSeeded,
  runCredentialsCommand,
  type Seeded,
  sealLegacyV1,
  seedRecords,
  type TextKey,
} from '../support/rotation.ts';
import type { ApiAnswer, TestApi } from '../support/start-api.ts';
import type { TestDirectus } from '../support/start-directus.ts';
import type { Person } from '../support/system.ts';

let stack: CredentialSystem<TestDirectus>;
let person: Person;
/** Two, since one user keeps at most 200 connections. */
let owners: Person[];
const oldest = newTextKey();
const [oldKey, newKey] = [newTextKey(), newTextKey()];
const keys = { current: newKey, previous: [oldKey] };

before(async () => {
  stack = await startCredentialSystem({ directus: {} });
  person = await stack.person();
  owners = [await stack.person(), await stack.person()];
});
after(() => stack?.stop());

const kidOf = async ({ key }: TextKey) => (await createKeyring({ current: key })).currentKid;

/** The record as it's stored, opened with these keys. */
async function openStored(record: Seeded, current: TextKey): Promise<JsonObject> {
  const opened = await openSeeded(stack, record, current);
  assert.ok(opened.isCurrent);
  return opened.value;
}

function assertNoSecretIn({ stdout, stderr }: CommandEnd) {
  for (const secret of [oldKey.text, newKey.text, oldest.text, stack.directus.adminToken]) {
    assert.ok(!`${stdout}${stderr}`.includes(secret));
  }
}

/** Stores and reveals, up to 20 a second, until it's told to stop; remembers what was stored last. */
function startLoad(records: readonly Seeded[], apis: TestApi[]) {
  const newest = new Map<string, { version: number; credentials: JsonObject }>();
  const versionOf = new Map<number, number>();
  const reveals: { turn: number; atLeast: number }[] = [];
  const failures: string[] = [];
  const running = new Set<Promise<void>>();
  const post = async (turn: number, operation: string, body: object): Promise<ApiAnswer> => {
    const api = apis[turn % apis.length];
    assert.ok(api);
    const headers = { 'x-rbac-sync-secret': stack.secret };
    const answer = await api.request('POST', `/api/credentials/${operation}`, { headers, body });
    if (answer.status !== 200) failures.push(`${operation}: ${answer.status} ${answer.text}`);
    return answer;
  };
  const store = async (turn: number, creatorProfileId: string) => {
    const credentials = { turn };
    const { body } = await post(turn, 'store', { creatorProfileId, credentials });
    const version = Number(body.credentialsVersion);
    versionOf.set(turn, version);
    if (version > (newest.get(creatorProfileId)?.version ?? 0)) {
      newest.set(creatorProfileId, { version, credentials });
    }
  };
  const reveal = async (turn: number, creatorProfileId: string) => {
    const atLeast = newest.get(creatorProfileId)?.version;
    const { body } = await post(turn, 'reveal', { creatorProfileId });
    const revealed = (body.credentials as { turn?: number } | undefined)?.turn;
    if (atLeast !== undefined) reveals.push({ turn: revealed ?? -1, atLeast });
  };
  let turn = 0;
  const timer = setInterval(() => {
    // On a busy machine fewer, or the API would rightly refuse some.
    if (running.size >= 8) return;
    // Few records, so that stores, reveals and rewraps often meet.
    const record = records[Math.floor(Math.random() * records.length)];
    assert.ok(record);
    const started = (turn % 4 < 2 ? store : reveal)(turn, record.id)
      .catch((error: unknown) => void failures.push(String(error)))
      .finally(() => running.delete(started));
    running.add(started);
    turn += 1;
  }, 47);
  return {
    newest,
    failures,
    turns: () => turn,
    /** @returns how many reveals gave something older than what was stored before they were asked */
    async stop() {
      clearInterval(timer);
      await Promise.all(running);
      return reveals.filter(({ turn, atLeast }) => (versionOf.get(turn) ?? -1) < atLeast).length;
    },
  };
}

test('rotates 500 records under load and through ten SIGKILLs, and loses no store', async (t) => {
  const counts = { connections: 150, downloads: 50, sessions: 50 };
  const seeded = owners.map((owner) => seedRecords(stack, owner, oldKey, counts));
  const records = (await Promise.all(seeded)).flat();
  const [api, straggler] = await Promise.all([
    stack.startApi({ vaultKeys: { current: newKey.key, previous: [oldKey.key] } }),
    stack.startApi({ vaultKeys: { current: oldKey.key, previous: [newKey.key] } }),
  ]);
  const connections = records.filter(({ collection }) => collection === 'platform_connections');
  const apis = [api, straggler];
  const load = startLoad(connections.slice(0, 100), apis);
  const startedAt = performance.now();
  let kills = 0;
  let endedEarly = 0;
  while (kills < 10) {
    const kill =
      kills % 3 === 0
        ? { afterMs: Math.random() * 800, since: 'start' as const }
        : { afterMs: Math.random() * 300, since: 'first line' as const };
    const end = await runCredentialsCommand(stack, 'rotate', keys, kill);
    if (end.signal === 'SIGKILL') kills += 1;
    else endedEarly += 1;
  }
  const ops = load.turns();
  const seconds = (performance.now() - startedAt) / 1000;
  const rewraps = await stack.rows('credential_access_log', '&filter[action][_eq]=rotate');
  // The straggler is restarted with the current key, as the runbook says; the load goes on.
  apis.splice(1, 1);
  await sleep(300);
  const last = await runCredentialsCommand(stack, 'rotate', keys);
  const staleReveals = await load.stop();
  t.diagnostic(
    `${ops} operations in ${seconds.toFixed(1)} s; ${kills} kills, ${endedEarly} ended before; ${rewraps.length} rewrapped by killed runs`,
  );
  t.diagnostic(last.stdout.replaceAll('\n', ' | '));
  assert.deepEqual(load.failures, []);
  assert.equal(staleReveals, 0);
  assert.equal(last.code, 0, last.stderr);
  assert.ok(rewraps.length > 0, 'the killed runs did something');
  assertNoSecretIn(last);

  const alone = await stack.startApi({ vaultKeys: { current: newKey.key, previous: [] } });
  for (const record of records) {
    const expected = load.newest.get(record.id)?.credentials ?? record.value;
    assert.deepEqual(await openStored(record, newKey), expected);
  }
  for (const [creatorProfileId, { credentials }] of load.newest) {
    const headers = { 'x-rbac-sync-secret': stack.secret };
    const body = { creatorProfileId };
    const answer = await alone.request('POST', '/api/credentials/reveal', { body, headers });
    assert.deepEqual(answer.body.credentials, credentials);
  }
});

test('has an entry in the access log for each rewrap, and none is without its rewrap', async () => {
  const log = await stack.rows('credential_access_log', '&filter[action][_in]=rotate,store');
  const writes = new Map<unknown, number>();
  for (const { item } of log) writes.set(item, (writes.get(item) ?? 0) + 1);
  const rows = await stack.rows(
    'platform_connections',
    '&filter[platform_username][_starts_with]=seed',
  );
  assert.equal(rows.length, 300);
  for (const row of rows) assert.equal(row.seal_count, 1 + (writes.get(row.id) ?? 0));
});

test('finds nothing to do a second time, and says so', async () => {
  const before = await stack.rows('platform_connections');
  const end = await runCredentialsCommand(stack, 'rotate', { current: newKey });
  assert.equal(end.code, 0, end.stderr);
  assert.match(end.stdout, /^Rewrapped: 0$/m);
  assert.match(end.stdout, /^Already current: 500$/m);
  assert.deepEqual(await stack.rows('platform_connections'), before);
});

test('rotates what it can, names what does not open, and exits with 1', async () => {
  const seeded = await seedRecords(stack, person, oldKey, {
    connections: 12,
    downloads: 0,
    sessions: 0,
  });
  const [damaged, foreign, moved, older, ...fine] = seeded;
  assert.ok(damaged && foreign && moved && older);
  const set = (record: Seeded, encrypted_credentials: string) =>
    stack.directus.admin.request('PATCH', `/items/${record.collection}/${record.id}`, {
      encrypted_credentials,
    });
  const [source] = await stack.rows('platform_connections', `&filter[id][_eq]=${fine[0]?.id}`);
  await set(damaged, 'garbage');
  await set(moved, String(source?.encrypted_credentials));
  await set(older, sealLegacyV1(oldest, older.value));
  const lost = await seedRecords(stack, person, oldest, {
    connections: 1,
    downloads: 0,
    sessions: 0,
  });
  const end = await runCredentialsCommand(stack, 'rotate', keys);
  assert.equal(end.code, 1);
  assertNoSecretIn(end);
  const named = end.stderr.match(/^platform_connections\/[^:]+/gm) ?? [];
  const expected = [damaged, moved, older, ...lost].map(({ id }) => `platform_connections/${id}`);
  assert.deepEqual(named.sort(), expected.sort());
  assert.match(end.stderr, new RegExp(await kidOf(oldest)));
  for (const record of [foreign, ...fine]) {
    assert.deepEqual(await openStored(record, newKey), record.value);
  }
  const log = await stack.rows('credential_access_log', '&filter[outcome][_eq]=unopenable');
  assert.equal(log.length, 4);

  const status = await runCredentialsCommand(stack, 'status', keys);
  assert.equal(status.code, 1);
  assert.match(
    status.stdout,
    new RegExp(`^${await kidOf(oldest)} +NOT IN THE KEYRING +1 +0 +0$`, 'm'),
  );

  // With the missing key, all but the damaged and the moved one come along.
  const all = { current: newKey, previous: [oldKey, oldest] };
  const again = await runCredentialsCommand(stack, 'rotate', all);
  assert.equal(again.code, 1);
  assert.match(again.stdout, /^Rewrapped: 2$/m);
  for (const { id } of [damaged, moved]) {
    await stack.directus.admin.request('DELETE', `/items/platform_connections/${id}`);
  }
  assert.equal((await runCredentialsCommand(stack, 'rotate', { current: newKey })).code, 0);
});

test('shows how many records are on which key', async () => {
  const end = await runCredentialsCommand(stack, 'status', keys);
  assert.equal(end.code, 0, end.stderr);
  assertNoSecretIn(end);
  const total = (await stack.rows('platform_connections')).length;
  assert.match(
    end.stdout,
    new RegExp(`^${await kidOf(newKey)} +current +${total} +100 +100$`, 'm'),
  );
  assert.match(end.stdout, new RegExp(`^${await kidOf(oldKey)} +previous +0 +0 +0$`, 'm'));
});

test('writes nothing where the access log takes no entry', async () => {
  const [record] = await seedRecords(stack, person, oldKey, {
    connections: 1,
    downloads: 0,
    sessions: 0,
  });
  assert.ok(record);
  const path = '/fields/credential_access_log/request_id';
  const meta = (validation: object | null) =>
    stack.directus.admin.request('PATCH', path, { meta: { validation } });
  await meta({ _and: [{ request_id: { _starts_with: 'nothing has this' } }] });
  try {
    const end = await runCredentialsCommand(stack, 'rotate', keys);
    assert.equal(end.code, 1);
    assert.match(end.stderr, new RegExp(`^platform_connections/${record.id}: `, 'm'));
    const [row] = await stack.rows('platform_connections', `&filter[id][_eq]=${record.id}`);
    assert.equal(keyIdOf(String(row?.encrypted_credentials)), await kidOf(oldKey));
  } finally {
    await meta(null);
  }
});
