import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  type EntryHead,
  type ReadOperation,
  type VaultOperation,
  type VaultOutcome,
  vaultPath,
  vaultSecretOf,
  type WriteOperation,
} from '@genie-helper/guard-protocol';
import type { Caller } from '../support/caller.ts';
import { type DirectusPair, startPair } from '../support/directus-pair.ts';
import { introspectionSecret } from '../support/introspection-secret.ts';
import { testedDatabase } from '../support/postgres.ts';

const { client, skip } = testedDatabase();
const secret = vaultSecretOf(introspectionSecret);

describe(`the vault's route (${client})`, { skip }, () => {
  let pair: DirectusPair;
  let user: string;

  before(async () => {
    pair = await startPair(client, {});
    user = (await pair.one.admin.createUser()).id;
  });
  after(() => pair?.stop());

  const ask = (operations: unknown, caller: Caller = pair.one, given: string = secret) =>
    caller.admin.request('POST', vaultPath, { operations }, null, { 'x-rbac-sync-secret': given });

  async function done(...operations: VaultOperation[]): Promise<VaultOutcome[]> {
    const { status, data, text } = await ask(operations);
    assert.equal(status, 200, text);
    return data as VaultOutcome[];
  }

  /** Directus loads its flows a moment after one was changed, and answers this once it has. */
  async function loadsFlows(flowId: string): Promise<void> {
    const { status } = await pair.one.admin.request('GET', `/flows/trigger/${flowId}`);
    assert.equal(status, 403, 'it has loaded the flow, which is none to be called');
  }

  const head = (action: string): EntryHead => ({
    at: new Date().toISOString(),
    action,
    principal_kind: 'server',
    principal_id: 'current',
    request_id: randomUUID(),
    address: '127.0.0.1',
    client: 'default',
  });

  function write(changes: Partial<WriteOperation> = {}): WriteOperation {
    const id = randomUUID();
    const at = new Date().toISOString();
    return {
      kind: 'write',
      collection: 'platform_connections',
      id,
      sealCount: 1,
      connection: changes.id ?? id,
      entry: head('create'),
      columns: {
        ...{ user, platform: 'x', platform_username: null, identity: `${user}/x/${id}` },
        ...{ encrypted_credentials: 'sealed', credentials_version: 1 },
        ...{ credentials_updated_at: at, date_created: at },
      },
      ...changes,
    };
  }

  const again = ({ id }: WriteOperation, sealCount: number, text = `sealed ${sealCount}`) =>
    write({ id, sealCount, entry: head('store'), columns: { encrypted_credentials: text } });

  const reveal = (value: string, changes: Partial<ReadOperation> = {}): ReadOperation => ({
    ...{ kind: 'read', collection: 'platform_connections', by: 'id', value, ownerId: null },
    ...{ reach: null, isGivenOut: true, entry: head('reveal') },
    ...changes,
  });

  const outcomesOf = (outcomes: VaultOutcome[]) => outcomes.map(({ outcome }) => outcome);
  const entriesOf = async (item: string): Promise<string[]> =>
    (await pair.db('credential_access_log').where({ item }).orderBy('id')).map(
      ({ action, outcome }) => `${action} ${outcome}`,
    );

  test('answers only a holder of its own secret, which opens nothing else', async () => {
    for (const given of [introspectionSecret, '', 'x'.repeat(43)]) {
      const { status, text } = await ask([reveal(randomUUID())], pair.one, given);
      assert.equal(status, 401);
      assert.match(text, /INVALID_CREDENTIALS/);
    }
    const body = { operations: [reveal(randomUUID())] };
    assert.equal((await pair.one.admin.request('POST', vaultPath, body)).status, 401);
    assert.equal((await pair.one.introspect(['x'], secret)).status, 401);
  });

  test('gives records out with an entry each, and says of each how it ended', async () => {
    const made = write();
    const other = write();
    assert.deepEqual(outcomesOf(await done(made, other)), ['written', 'written']);
    const [first, stranger, mine, gone] = await done(
      reveal(made.id),
      reveal(other.id, { ownerId: randomUUID() }),
      reveal(other.id, { ownerId: user, isGivenOut: false }),
      reveal(randomUUID()),
    );
    assert.ok(first !== undefined && 'row' in first);
    const { encrypted_credentials, seal_count, platform } = first.row ?? {};
    assert.deepEqual([encrypted_credentials, seal_count, platform], ['sealed', 1, 'x']);
    assert.deepEqual(stranger, { outcome: 'not_owner' });
    assert.equal(mine?.outcome, 'done');
    assert.deepEqual(gone, { outcome: 'not_found' });
    assert.deepEqual(await entriesOf(made.id), ['create done', 'reveal done']);
    assert.deepEqual(await entriesOf(other.id), ['create done', 'reveal not_owner']);
  });

  test('gives nothing out of an owner who is not active, and nothing that has expired', async () => {
    const owner = (await pair.one.admin.createUser()).id;
    const made = write({ columns: { ...write().columns, user: owner } });
    const at = new Date().toISOString();
    const session = write({
      collection: 'platform_sessions',
      connection: made.id,
      columns: {
        ...{ user: owner, connection: made.id, user_agent: null, captured_at: at },
        ...{ expires_at: '2020-01-01T00:00:00.000Z', encrypted_credentials: 'sealed' },
        ...{ credentials_version: 1, credentials_updated_at: at, date_created: at },
      },
    });
    const ofSession = { collection: 'platform_sessions', by: 'connection' } as const;
    await done(made);
    assert.deepEqual(await done(reveal(made.id, ofSession)), [{ outcome: 'no_session' }]);
    await done(session);
    assert.deepEqual(await done(reveal(made.id, ofSession)), [{ outcome: 'expired' }]);
    const [look] = await done(reveal(made.id, { ...ofSession, isGivenOut: false }));
    assert.ok(look !== undefined && 'row' in look);
    assert.equal(look.row?.expires_at, '2020-01-01T00:00:00.000Z');
    for (const status of ['suspended', 'archived', 'draft', 'unverified', 'invited']) {
      await pair.db('directus_users').where({ id: owner }).update({ status });
      assert.deepEqual(await done(reveal(made.id)), [{ outcome: 'owner_inactive' }], status);
    }
    await pair.db('directus_users').where({ id: owner }).update({ status: 'active' });
    assert.deepEqual(outcomesOf(await done(reveal(made.id))), ['done']);
    assert.deepEqual(await entriesOf(session.id), ['create done', 'reveal expired']);
  });

  test('lets one of two writers on the same state through, in one call or at two processes', async () => {
    const made = write();
    await done(made);
    assert.deepEqual(outcomesOf(await done(again(made, 2), again(made, 2, 'other'))).toSorted(), [
      'outdated',
      'written',
    ]);
    const both = Array.from({ length: 8 }, (_, n) =>
      ask([again(made, 3, `n${n}`)], n % 2 === 0 ? pair.one : pair.two),
    );
    const outcomes = (await Promise.all(both)).map(({ data }) => (data as VaultOutcome[])[0]);
    assert.equal(outcomes.filter((each) => each?.outcome === 'written').length, 1);
    assert.equal(outcomes.filter((each) => each?.outcome === 'outdated').length, 7);
    const claims = await pair.db('credential_access_log').where({ item: made.id }).orderBy('id');
    assert.deepEqual(
      claims.map(({ claim }) => claim),
      [1, 2, 3].map((number) => `platform_connections/${made.id}/${number}`),
    );
    assert.deepEqual(outcomesOf(await done(again(write(), 2))), ['gone']);
  });

  test('goes on behind all claimed numbers of a record that was put back', async () => {
    const made = write();
    await done(made);
    await done(again(made, 2));
    await done(again(made, 3));
    await pair.db('platform_connections').where({ id: made.id }).update({ seal_count: 1 });
    assert.deepEqual(await done(again(made, 2)), [{ outcome: 'written' }]);
    const [row] = await pair.db('platform_connections').where({ id: made.id });
    assert.equal(row.seal_count, 4);
  });

  test('refuses one write of a call and keeps its neighbours', async () => {
    const [taken, good] = [write(), write()];
    await done(taken);
    const same = { identity: taken.columns.identity ?? null };
    assert.deepEqual(
      outcomesOf(
        await done(
          write({ columns: { ...write().columns, ...same } }),
          write({ columns: { ...write().columns, user: randomUUID() } }),
          write({ columns: { ...write().columns, encrypted_credentials: null } }),
          good,
        ),
      ),
      ['outdated', 'gone', 'refused', 'written'],
    );
    assert.deepEqual(await entriesOf(good.id), ['create done']);
  });

  test('tells a full owner apart from what fails', async () => {
    const owner = (await pair.one.admin.createUser()).id;
    const mine = () => write({ columns: { ...write().columns, user: owner } });
    const outcomes: VaultOutcome[] = [];
    for (let count = 0; count < 4; count += 1) {
      outcomes.push(...(await done(...Array.from({ length: 51 }, mine))));
    }
    const written = outcomesOf(outcomes).filter((outcome) => outcome === 'written');
    const full = outcomesOf(outcomes).filter((outcome) => outcome === 'storage_full');
    assert.deepEqual([written.length, full.length], [200, 4]);
  });

  test('keeps and answers nothing of a call whose entries the database refuses', async () => {
    const made = write();
    await done(made);
    await refuseEntries(pair, 'closed', async () => {
      const neighbour = write();
      const bad = { ...head('closed'), outcome: 'done', collection: 'platform_connections' };
      const { status, data, text } = await ask([
        again(made, 2),
        neighbour,
        reveal(made.id),
        {
          kind: 'remove',
          collection: 'platform_connections',
          id: made.id,
          connection: null,
          entry: head('delete'),
        },
        { kind: 'log', entry: { ...bad, item: made.id, connection: null, claim: null } },
      ]);
      assert.equal(status, 503, text);
      assert.equal(data, undefined);
      assert.doesNotMatch(text, /sealed/);
      const rows = await pair.db('platform_connections').whereIn('id', [made.id, neighbour.id]);
      assert.deepEqual(
        rows.map(({ seal_count }) => seal_count),
        [1],
      );
    });
    assert.deepEqual(await entriesOf(made.id), ['create done']);
  });

  test('a flow that is asked first can refuse a write, and its neighbours stay', async () => {
    const [made, neighbour] = [write(), write({ collection: 'download_credentials' })];
    const { user: owner, encrypted_credentials, date_created } = made.columns;
    Object.assign(neighbour, {
      columns: {
        ...{ user: owner, encrypted_credentials, date_created, label: 'x', type: 'x' },
        ...{ credentials_version: 1, credentials_updated_at: date_created },
      },
    });
    const flow = await pair.one.admin.request('POST', '/flows', {
      name: 'refuses',
      status: 'active',
      trigger: 'event',
      options: {
        ...{ type: 'filter', scope: ['items.create'], collections: ['platform_connections'] },
        return: '$last',
      },
    });
    const { id: flowId } = flow.data as { id: string };
    const operation = await pair.one.admin.request('POST', '/operations', {
      ...{ flow: flowId, key: 'refuse', name: 'refuse', type: 'throw-error' },
      ...{ position_x: 1, position_y: 1 },
      options: { code: 'CLOSED', status: '400', message: 'Closed.' },
    });
    const { id: first } = operation.data as { id: string };
    await pair.one.admin.request('PATCH', `/flows/${flowId}`, { operation: first });
    await loadsFlows(flowId);
    try {
      assert.deepEqual(await done(made, neighbour), [
        { outcome: 'refused', code: 'CLOSED' },
        { outcome: 'written' },
      ]);
    } finally {
      await pair.one.admin.request('DELETE', `/flows/${flowId}`);
    }
    assert.deepEqual(await entriesOf(made.id), []);
    assert.deepEqual(await entriesOf(neighbour.id), ['create done']);
    assert.deepEqual(await done(made), [{ outcome: 'written' }]);
  });

  test('flows hear of what is made, changed and removed, once it is', async () => {
    const made = write();
    const flow = await pair.one.admin.request('POST', '/flows', {
      name: 'hears of the vault',
      status: 'active',
      trigger: 'event',
      options: {
        type: 'action',
        scope: ['items.create', 'items.update', 'items.delete'],
        collections: ['platform_connections'],
      },
    });
    const { id: flowId } = flow.data as { id: string };
    const operation = await pair.one.admin.request('POST', '/operations', {
      flow: flowId,
      key: 'note',
      name: 'note',
      type: 'item-create',
      position_x: 1,
      position_y: 1,
      options: {
        collection: 'guard_notes',
        emitEvents: false,
        permissions: '$full',
        payload: {},
      },
    });
    const { id: first } = operation.data as { id: string };
    await pair.one.admin.request('PATCH', `/flows/${flowId}`, { operation: first });
    await loadsFlows(flowId);
    const removal = { collection: made.collection, id: made.id, connection: null } as const;
    const changes: VaultOperation[] = [
      made,
      again(made, 2),
      { kind: 'remove', ...removal, entry: head('delete') },
    ];
    try {
      for (const [index, change] of changes.entries()) {
        await done(change);
        // An action is heard of after the answer.
        while ((await pair.db('guard_notes')).length < index + 1) await sleep(20);
      }
    } finally {
      await pair.one.admin.request('DELETE', `/flows/${flowId}`);
    }
    assert.deepEqual(await entriesOf(made.id), ['create done', 'store done', 'delete done']);
  });

  test('refuses what it cannot read, and names the place', async () => {
    const refusals: [unknown, number, RegExp][] = [
      [undefined, 400, /Expected/],
      ['x', 400, /Expected/],
      [[{ kind: 'steal' }], 400, /operations\/0: kind/],
      [[reveal(randomUUID()), 1], 400, /operations\/1: it/],
      [[reveal('x')], 400, /value/],
      [[reveal(randomUUID(), { entry: null })], 400, /entry/],
      [[reveal(randomUUID(), { entry: { ...head('a\0'), action: 'a\0' } })], 400, /entry/],
      [[{ ...reveal(randomUUID()), collection: 'directus_users' }], 400, /collection/],
      [[reveal(randomUUID(), { by: 'identity', value: 'a\0' })], 400, /value/],
      [[write({ columns: { id: randomUUID() } })], 400, /columns/],
      [[write({ columns: { constructor: 'x' } as never })], 400, /columns/],
      [[write({ sealCount: 0 })], 400, /sealCount/],
      [[{ ...write(), more: 1 }], 400, /more/],
      [Array.from({ length: 101 }, () => reveal(randomUUID())), 413, /At most 100/],
    ];
    for (const [operations, status, message] of refusals) {
      const answer = await ask(operations);
      assert.equal(answer.status, status, answer.text);
      assert.match(answer.text, message);
    }
  });
});

/** The database takes no entry of an action while something is done. */
async function refuseEntries(pair: DirectusPair, action: string, run: () => Promise<void>) {
  const { db } = pair;
  const table = 'credential_access_log';
  if (client === 'pg') {
    await db.raw(`ALTER TABLE ${table} ADD CONSTRAINT refused CHECK (action <> '${action}')`);
    await run().finally(() => db.raw(`ALTER TABLE ${table} DROP CONSTRAINT refused`));
    return;
  }
  await db.raw(
    `CREATE TRIGGER refused BEFORE INSERT ON ${table} WHEN NEW.action = '${action}' BEGIN SELECT RAISE(ABORT, 'refused'); END`,
  );
  await run().finally(() => db.raw('DROP TRIGGER refused'));
}
