import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { introspectionSecretOf } from '@genie-helper/environment';
import { type RetentionStatus, retentionPaths } from '@genie-helper/guard-protocol';
import type { Knex } from 'knex';
import { runInProcess } from '../../../apps/cli/test/support/run-in-process.ts';
import { openSqlite } from '../../../extensions/guard/test/support/guarded-directus.ts';
import { createApiProcess } from '../../support/api-process.ts';
import { readVariable } from '../../support/process-environment.ts';
import { peakMegabytes, resetPeak, residentMegabytes } from '../../support/process-usage.ts';
import { startSystem } from '../../support/system.ts';

/** So many of each operation; 100,000 by hand. Nine of ten are old. */
const count = Number(readVariable('GENIE_OLD_ROWS') || 3_000);
const sharedSecret = randomBytes(32).toString('base64url');
/** By how much a process may have grown at its peak, in MB. */
const maxGrowth = 60;

test(`${count} of each operation are pruned under load: nothing fails, memory stays flat`, async (t) => {
  await using system = await startSystem({
    directus: {
      settings: { introspectionSecret: introspectionSecretOf(sharedSecret) },
      env: { AUDIT_RETENTION_DAYS: '90' },
    },
  });
  const { directus } = system;
  const person = await directus.admin.createUser();
  const filename = join(directus.settings.dataDir, 'directus.db');
  const db = await openSqlite(directus.settings.dataDir);
  const empty = await readStatus();
  await fill(db, person.id, count);
  const full = await readStatus();
  const api = await createApiProcess({
    DIRECTUS_URL: directus.url,
    DIRECTUS_ADMIN_TOKEN: directus.adminToken,
    RBAC_SYNC_WEBHOOK_SECRET: sharedSecret,
    CREDENTIALS_ENC_KEY_B64: randomBytes(32).toString('base64'),
  });
  await api.start();
  try {
    const { accessToken } = await directus.login(person.email, person.password);
    const send = () => ask(`${api.url}/api/me`, accessToken);
    for (let warm = 0; warm < 200; warm += 1) await send();
    const pids = { Directus: directus.process.pid, API: api.pid() };
    const before = await Promise.all(Object.values(pids).map(residentMegabytes));
    await Promise.all(Object.values(pids).map(resetPeak));

    const load = sendUntil(send);
    const beganAt = performance.now();
    const pruned = await runInProcess(['data', 'prune', '--dir', '/nonexistent'], {
      variables: { DIRECTUS_URL: directus.url, DIRECTUS_ADMIN_TOKEN: directus.adminToken },
    });
    const seconds = (performance.now() - beganAt) / 1_000;
    const { statuses, p95, longest } = await load.end();
    assert.equal(pruned.code, 0, pruned.err);

    const peaks = await Promise.all(Object.values(pids).map(peakMegabytes));
    const left = await readStatus();
    for (const { table, rows, bytes } of full.tables) {
      const [was, is] = [find(empty, table), find(left, table)];
      const grown = ((bytes ?? 0) - (was.bytes ?? 0)) / Math.max(1, rows - was.rows);
      const text = `${table}: ${rows} rows, ${Math.round(grown)} bytes each, ${is.rows} left`;
      t.diagnostic(text);
      assert.equal(is.prunable, 0, text);
    }
    const mb = (bytes: number) => `${(bytes / 1_000_000).toFixed(1)} MB`;
    const used = ({ bytes, freeBytes }: RetentionStatus) => mb(bytes - (freeBytes ?? 0));
    t.diagnostic(`in use: ${used(empty)} empty, ${used(full)} fed, ${used(left)} pruned`);
    await db.raw('VACUUM');
    t.diagnostic(`the file after VACUUM: ${mb((await stat(filename)).size)}`);
    t.diagnostic(`${pruned.out.split('\n').at(-2)} in ${seconds.toFixed(1)} s`);
    t.diagnostic(
      `requests meanwhile: ${JSON.stringify(statuses)}, p95 ${p95.toFixed(0)} ms, longest ${longest.toFixed(0)} ms`,
    );
    for (const [index, name] of Object.keys(pids).entries()) {
      const [was = 0, peak = 0] = [before[index], peaks[index]];
      t.diagnostic(`${name}: ${was.toFixed(0)} MB before, ${peak.toFixed(0)} MB at the peak`);
      assert.ok(peak - was < maxGrowth, `${name} grew by ${peak - was} MB`);
    }
    assert.deepEqual(Object.keys(statuses), ['200']);
  } finally {
    await db.destroy();
    await api.stop();
  }

  async function readStatus(): Promise<RetentionStatus> {
    const { status, data, text } = await directus.admin.request('POST', retentionPaths.status, {});
    assert.equal(status, 200, text);
    return data as RetentionStatus;
  }
});

function find({ tables }: RetentionStatus, name: string) {
  const found = tables.find(({ table }) => table === name);
  assert.ok(found, name);
  return found;
}

async function ask(url: string, token: string): Promise<number> {
  const answer = await fetch(url, { headers: { authorization: `Bearer ${token}` } });
  await answer.arrayBuffer();
  return answer.status;
}

/** One request after the other, twenty a second at most. */
function sendUntil(send: () => Promise<number>) {
  const statuses: Record<string, number> = {};
  const times: number[] = [];
  let isOver = false;
  const running = (async () => {
    while (!isOver) {
      const beganAt = performance.now();
      const status = await send();
      times.push(performance.now() - beganAt);
      statuses[status] = (statuses[status] ?? 0) + 1;
      await new Promise((next) => setTimeout(next, 50));
    }
  })();
  return {
    async end() {
      isOver = true;
      await running;
      times.sort((one, other) => one - other);
      const p95 = times[Math.floor(times.length * 0.95)] ?? 0;
      return { statuses, p95, longest: times.at(-1) ?? 0 };
    },
  };
}

/** Rows in the forms that the product writes, by SQL: one operation for each `i`, nine of ten from 400 days ago. */
async function fill(db: Knex, user: string, rows: number): Promise<void> {
  const numbers = `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${rows})`;
  const times = `CASE WHEN i % 10 = 0 THEN ${Date.now()} ELSE ${Date.now() - 400 * 86_400_000} END`;
  const id = (kind: string) => `printf('%08x-0000-4000-8000-${kind}', i)`;
  const item = JSON.stringify([{ platform: 'instagram', tone: 'warm', topic: 'x'.repeat(60) }]);
  const done = JSON.stringify([{ ok: true, caption: 'y'.repeat(180), model: 'builtin' }]);
  const batch = id('000000000001');
  const session = "'s' || (i % 100)";
  const statements = [
    `INSERT INTO caption_jobs (id, user, type, status, progress, items, result, attempts, revision, date_created, started_at, finished_at)
     ${numbers} SELECT ${batch}, '${user}', 'caption-batch', 'completed', 100, '${item}', '${done}', 1, 3, ${times}, ${times}, ${times} FROM n`,
    ...[1, 2, 3].map(
      (number) =>
        `INSERT INTO caption_job_writes (claim, job, at) ${numbers} SELECT ${batch} || '/${number}', ${batch}, ${times} FROM n`,
    ),
    `INSERT INTO chat_sessions (id, name, user, date_created, last_message_at)
     ${numbers.replace(String(rows), '100')} SELECT ${session}, 'a', '${user}', ${times}, ${Date.now()} FROM n`,
    ...['user', 'assistant'].map(
      (role) =>
        `INSERT INTO chat_messages (session, user, role, content, date_created) ${numbers} SELECT ${session}, '${user}', '${role}', '${'z'.repeat(300)}', ${times} FROM n ORDER BY i % 10 = 0`,
    ),
    `INSERT INTO directus_activity (id, action, user, timestamp, ip, collection, item)
     ${numbers} SELECT 1000000 + i, 'update', '${user}', ${times}, '203.0.113.9', 'directus_users', '${user}' FROM n`,
    `INSERT INTO directus_revisions (activity, collection, item, data, delta)
     ${numbers} SELECT 1000000 + i, 'directus_users', '${user}', '${'{"a":"b"}'.repeat(20)}', '{}' FROM n`,
    `INSERT INTO directus_sessions (token, user, expires, ip)
     ${numbers} SELECT printf('%064d', i), '${user}', ${times}, '203.0.113.9' FROM n WHERE i % 10 <> 0`,
    `INSERT INTO genie_access_sessions (sid, session, begun_at)
     ${numbers} SELECT printf('%032d', i), printf('%064d', i), ${times} FROM n WHERE i % 10 <> 0`,
    `INSERT INTO genie_rotated_tokens (token_hash, sid, rotated_at, expires_at)
     ${numbers} SELECT printf('%043d', i), printf('%032d', i), ${times}, ${times} FROM n WHERE i % 10 <> 0`,
    `INSERT INTO genie_account_links (token_hash, user, purpose, email, state, created_at, expires_at)
     ${numbers} SELECT printf('%043d', i), '${user}', 'not-me', 'a@example.com', 'used', ${times}, ${times} FROM n`,
    `INSERT INTO genie_code_attempts (id, user, way, at) ${numbers} SELECT printf('%022d', i), '${user}', 'login', ${times} FROM n`,
    `INSERT INTO credential_access_log (at, action, outcome, principal_kind, principal_id, collection, item, connection, request_id, address)
     ${numbers} SELECT ${times}, 'reveal', 'done', 'server', 'current', 'platform_connections', ${batch}, ${batch}, ${batch}, '203.0.113.9' FROM n ORDER BY i % 10 = 0`,
  ];
  for (const statement of statements) await db.raw(statement);
}
