/** A Directus or an API is killed at a random moment among stores and reveals: what was answered is kept and logged. */
import assert from 'node:assert/strict';
import { randomBytes, randomInt } from 'node:crypto';
import { describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { introspectionSecretOf } from '@genie-helper/environment';
import type { Knex } from 'knex';
import { openSqlite } from '../../../extensions/guard/test/support/guarded-directus.ts';
import {
  startPostgresPair,
  whyNoPostgres,
} from '../../../extensions/guard/test/support/postgres.ts';
import { type ApiProcess, createApiProcess } from '../../support/api-process.ts';
import { assertChain } from '../../support/chain.ts';
import {
  createTestDirectusClient,
  type TestDirectusClient,
} from '../../support/directus-client.ts';
import { testAdmin } from '../../support/directus-settings.ts';
import { readVariable } from '../../support/process-environment.ts';
import { startTestDirectus } from '../../support/start-directus.ts';

const kills = Number(readVariable('GENIE_KILLS') ?? 8);
const json = { 'content-type': 'application/json' };

interface Machine {
  url: string;
  db: Knex;
  admin: TestDirectusClient;
  /** SIGKILL. */
  kill(): Promise<void>;
  revive(): Promise<void>;
  stop(): Promise<void>;
}

async function startOnSqlite(introspectionSecret: string): Promise<Machine> {
  const directus = await startTestDirectus({ settings: { introspectionSecret } });
  const db = await openSqlite(directus.settings.dataDir);
  return {
    ...{ url: directus.url, db, admin: directus.admin },
    async kill() {
      process.kill(directus.process.pid, 'SIGKILL');
    },
    revive: () => directus.restart(),
    async stop() {
      await db.destroy();
      await directus.stop();
    },
  };
}

async function startOnPostgres(secret: string): Promise<Machine> {
  const pair = await startPostgresPair({ env: { GENIE_INTROSPECTION_SECRET: `string:${secret}` } });
  return {
    ...{ url: pair.one.url, db: pair.db, stop: pair.stop },
    admin: createTestDirectusClient(pair.one.url, testAdmin.token),
    kill: () => pair.kill(0),
    revive: () => pair.revive(0),
  };
}

/** One who stores numbers, one after the other, into a connection of his own, and reveals it after each. */
interface Worker {
  id: string;
  stored: number;
  tried: number;
  /** The ids of requests whose reveal was answered. */
  revealed: string[];
}

const machines = {
  sqlite3: { start: startOnSqlite, skip: false },
  pg: { start: startOnPostgres, skip: whyNoPostgres() ?? false },
};
for (const [client, { start, skip }] of Object.entries(machines)) {
  describe(`kills among stores and reveals (${client})`, { skip }, () => {
    test('no answer is lost, none lacks its entry, and the log verifies', async (t) => {
      const secret = randomBytes(32).toString('base64url');
      const machine = await start(introspectionSecretOf(secret));
      t.after(machine.stop);
      const api = await createApiProcess({
        DIRECTUS_URL: machine.url,
        DIRECTUS_ADMIN_TOKEN: testAdmin.token,
        RBAC_SYNC_WEBHOOK_SECRET: secret,
        CREDENTIALS_ENC_KEY_B64: randomBytes(32).toString('base64'),
        RATE_LIMIT_MAX: '0',
      });
      await api.start();
      t.after(() => api.stop());
      const asServer = { ...json, 'x-rbac-sync-secret': secret };
      const ask = (path: string, body: object) =>
        fetch(`${api.url}/api/credentials/${path}`, {
          ...{ method: 'POST', headers: asServer, body: JSON.stringify(body) },
          signal: AbortSignal.timeout(20_000),
        });
      const workers = await connect(api, machine.admin);
      const killed = { api: 0, directus: 0 };

      for (let count = 0; count < kills; count += 1) {
        let isOver = false;
        const works = workers.map(async (worker) => {
          while (!isOver) await storeAndReveal(worker, ask).catch(() => sleep(20));
        });
        await sleep(randomInt(50, 800));
        if (randomInt(2) === 0) {
          killed.api += 1;
          await api.kill();
          isOver = true;
          await Promise.all(works);
          await api.start();
        } else {
          killed.directus += 1;
          await machine.kill();
          isOver = true;
          await Promise.all(works);
          await machine.revive();
        }
        for (const worker of workers) await assertKept(worker, machine.db, ask);
        await assertChain(machine.db);
      }
      const sum = (of: (worker: Worker) => number) =>
        workers.reduce((all, one) => all + of(one), 0);
      const [stores, reveals] = [
        sum(({ stored }) => stored),
        sum(({ revealed }) => revealed.length),
      ];
      t.diagnostic(
        `${killed.api} APIs and ${killed.directus} Directus killed; ${reveals} reveals answered, stores up to ${stores}`,
      );
      assert.ok(reveals > kills, 'there was load');
    });
  });
}

async function connect({ url }: ApiProcess, admin: TestDirectusClient): Promise<Worker[]> {
  const { email, password } = await admin.createUser();
  const { accessToken } = await admin.login(email, password);
  const made = Array.from({ length: 6 }, async (_, index): Promise<Worker> => {
    const body = {
      platform: 'onlyfans',
      platform_username: `u${index}`,
      credentials: { value: 0 },
    };
    const answer = await fetch(`${url}/api/credentials/create-profile`, {
      ...{ method: 'POST', headers: { ...json, authorization: `Bearer ${accessToken}` } },
      body: JSON.stringify(body),
    });
    const text = await answer.text();
    const { id } = JSON.parse(text) as { id?: string };
    assert.ok(id !== undefined, text);
    return { id, stored: 0, tried: 0, revealed: [] };
  });
  return await Promise.all(made);
}

type Ask = (path: string, body: object) => Promise<Response>;

async function storeAndReveal(worker: Worker, ask: Ask): Promise<void> {
  worker.tried += 1;
  const value = worker.tried;
  const { id: creatorProfileId } = worker;
  const stored = await ask('store', { creatorProfileId, credentials: { value } });
  await stored.text();
  if (stored.status === 200) worker.stored = value;
  const revealed = await ask('reveal', { creatorProfileId });
  await revealed.text();
  if (revealed.status === 200) worker.revealed.push(revealed.headers.get('x-request-id') ?? '');
}

async function assertKept(worker: Worker, db: Knex, ask: Ask): Promise<void> {
  const { id: item } = worker;
  const answer = await ask('reveal', { creatorProfileId: item });
  const text = await answer.text();
  assert.equal(answer.status, 200, text);
  const { value } = (JSON.parse(text) as { credentials: { value: number } }).credentials;
  assert.ok(value >= worker.stored && value <= worker.tried, `${value} of ${worker.stored}`);
  worker.stored = value;
  const entries = await db('credential_access_log').where({ item }).orderBy('seq');
  const reveals = entries.filter(({ action, outcome }) => `${action} ${outcome}` === 'reveal done');
  const logged = new Set(reveals.map(({ request_id }) => request_id));
  for (const id of worker.revealed) assert.ok(logged.has(id), `no entry of the reveal ${id}`);
  const claims = entries.flatMap(({ claim }) => claim ?? []);
  const row = await db('platform_connections').where({ id: item }).first('seal_count');
  const all = Array.from(
    { length: row.seal_count },
    (_, n) => `platform_connections/${item}/${n + 1}`,
  );
  assert.deepEqual(claims, all, 'an entry for each write and a write for each entry');
}
