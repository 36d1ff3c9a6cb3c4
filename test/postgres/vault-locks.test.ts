import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  deletionRegretMs,
  type VaultOperation,
  type VaultOutcome,
  vaultPath,
  vaultSecretOf,
} from '@genie-helper/guard-protocol';
import type { Caller } from '../../extensions/guard/test/support/caller.ts';
import { introspectionSecret } from '../../extensions/guard/test/support/introspection-secret.ts';
import {
  beginDeletion,
  eraseDue,
  findTraces,
  passTime,
} from '../../extensions/guard/test/support/leaving.ts';
import {
  type PostgresPair,
  startPostgresPair,
  whyNoPostgres,
} from '../../extensions/guard/test/support/postgres.ts';
import { assertChain } from '../support/chain.ts';

const skip = whyNoPostgres() ?? false;
const secret = vaultSecretOf(introspectionSecret);

describe('the vault beside acts on the accounts of its owners', { skip }, () => {
  let pair: PostgresPair;
  before(async () => {
    pair = await startPostgresPair();
  });
  after(() => pair?.stop());

  async function ask(caller: Caller, ...operations: VaultOperation[]): Promise<VaultOutcome[]> {
    const headers = { 'x-rbac-sync-secret': secret };
    const body = { operations };
    const answer = await caller.admin.request('POST', vaultPath, body, null, headers);
    assert.equal(answer.status, 200, answer.text);
    return answer.data as VaultOutcome[];
  }

  test('a write waits for its owner before it holds the log', async () => {
    const owner = await pair.one.admin.createUser();
    const trx = await pair.db.transaction();
    let written: Promise<VaultOutcome[]> | undefined;
    try {
      await trx('directus_users').where({ id: owner.id }).forUpdate().select('id');
      written = ask(pair.one, create(owner.id));
      while ((await waiters(pair)) === 0) await sleep(5);
      await trx.raw('SELECT seq FROM genie_audit_chain WHERE id = 1 FOR UPDATE NOWAIT');
    } finally {
      await trx.rollback();
    }
    assert.deepEqual(await written, [{ outcome: 'written' }]);
  });

  test('an erasure among stores and reveals of the same person loses nothing of others', async () => {
    const { one, two, db } = pair;
    const neighbour = (await one.admin.createUser()).id;
    const kept: string[] = [];
    for (let round = 0; round < 4; round += 1) {
      const leaver = await one.admin.createUser();
      const first = create(leaver.id);
      await ask(one, first);
      await beginDeletion(one, leaver);
      await passTime(db, leaver.id, deletionRegretMs);
      let isErased = false;
      const outcomes = new Set<string>();
      const works = [one, two, one, two].map(async (caller) => {
        do {
          const other = create(neighbour);
          const [mine, theirs, revealed] = await ask(
            caller,
            create(leaver.id),
            other,
            reveal(first.id),
          );
          outcomes.add(`${mine?.outcome}, ${revealed?.outcome}`);
          assert.equal(theirs?.outcome, 'written');
          kept.push(other.id);
          // The neighbour may keep 200 at a time.
          await db('platform_connections').where({ id: other.id }).delete();
        } while (!isErased);
      });
      const erasing = eraseDue(two).finally(() => {
        isErased = true;
      });
      assert.deepEqual(await erasing, [leaver.id]);
      await Promise.all(works);
      for (const outcome of outcomes) {
        assert.match(outcome, /^(written|storage_full), owner_inactive$|^gone, not_found$/);
      }
      const rows = await db('platform_connections').where({ user: leaver.id });
      assert.equal(rows.length, 0);
      assert.deepEqual(await findTraces(db, [leaver.id, leaver.email]), []);
    }
    const entries = await db('credential_access_log').whereIn('item', kept);
    assert.equal(entries.length, kept.length);
    await assertChain(db);
  });
});

/** How many connections of this database wait for a lock. */
async function waiters({ db }: PostgresPair): Promise<number> {
  const { rows } = await db.raw(
    `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
  );
  return rows.length;
}

const headOf = (action: string) => ({
  at: new Date().toISOString(),
  ...{ action, principal_kind: 'server', principal_id: 'current', request_id: randomUUID() },
  ...{ address: '127.0.0.1', client: 'default' },
});

function create(user: string) {
  const id = randomUUID();
  const at = new Date().toISOString();
  return {
    ...{ kind: 'write', collection: 'platform_connections', id, sealCount: 1 },
    ...{ connection: id, entry: headOf('create') },
    columns: {
      ...{ user, platform: 'x', platform_username: null, identity: `${user}/x/${id}` },
      ...{ encrypted_credentials: 'sealed', credentials_version: 1 },
      ...{ credentials_updated_at: at, date_created: at },
    },
  } as const satisfies VaultOperation;
}

function reveal(value: string): VaultOperation {
  return {
    ...{ kind: 'read', collection: 'platform_connections', by: 'id', value, ownerId: null },
    ...{ reach: null, isGivenOut: true, entry: headOf('reveal') },
  };
}
