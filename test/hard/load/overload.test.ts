/** Ten times what can be done, for two minutes: what is over is refused, and neither side waits in a growing queue. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, test } from 'node:test';
import { type ApiProcess, createApiProcess } from '../../support/api-process.ts';
import { readVariable } from '../../support/process-environment.ts';
import { residentMegabytes } from '../../support/process-usage.ts';
import { startTestDirectus, type TestDirectus } from '../../support/start-directus.ts';
import { type Outcome, observe, sendSteadily, timeOf } from './send-steadily.ts';

const secret = randomBytes(32).toString('base64url');
const seconds = Number(readVariable('GENIE_LOAD_SECONDS') ?? 120);
/** Waits that last longer are what the API takes for an overload (`targetMs` of apps/api/src/http/concurrency-limit.ts). */
const longestUsualWaitMs = 2_000;
let directus: TestDirectus;
let api: ApiProcess;
let reveal: () => Promise<Response>;

before(async () => {
  directus = await startTestDirectus();
  api = await createApiProcess({
    DIRECTUS_URL: directus.url,
    DIRECTUS_ADMIN_TOKEN: directus.adminToken,
    RBAC_SYNC_WEBHOOK_SECRET: secret,
    CREDENTIALS_ENC_KEY_B64: randomBytes(32).toString('base64'),
    RATE_LIMIT_MAX: '0',
  });
  await api.start();
  const user = await directus.admin.createUser();
  const { accessToken } = await directus.login(user.email, user.password);
  const made = await fetch(`${api.url}/api/credentials/create-profile`, {
    method: 'POST',
    headers: { authorization: `Bearer ${accessToken}`, 'content-type': 'application/json' },
    body: JSON.stringify({ platform: 'x', credentials: { api_key: 'a' } }),
  });
  const { id: creatorProfileId } = (await made.json()) as { id: string };
  reveal = () =>
    fetch(`${api.url}/api/credentials/reveal`, {
      method: 'POST',
      headers: { 'x-rbac-sync-secret': secret, 'content-type': 'application/json' },
      body: JSON.stringify({ creatorProfileId }),
    });
});
after(async () => {
  await api?.stop();
  await directus?.stop();
});

async function oneAfterAnother(count: number): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (let n = 0; n < count; n += 1) outcomes.push(await observe(reveal));
  return outcomes;
}

/** How many a second are done where eight are always under way. */
async function capacity(): Promise<number> {
  const begun = performance.now();
  const all = await Promise.all(Array.from({ length: 8 }, () => oneAfterAnother(25)));
  assert.ok(all.flat().every(({ status }) => status === 200));
  return (all.flat().length / (performance.now() - begun)) * 1_000;
}

test('ten times what can be done: served and refused in a median below 2 s', async (t) => {
  await oneAfterAnother(30);
  const alone = await oneAfterAnother(100);
  const perSecond = Math.round((await capacity()) * 10);
  const memory: number[] = [];
  const watch = setInterval(
    () => void residentMegabytes(api.pid()).then((mb) => memory.push(mb)),
    1_000,
  );
  const outcomes = await sendSteadily(reveal, { perSecond, seconds });
  clearInterval(watch);

  const served = outcomes.filter(({ status }) => status === 200);
  const refused = outcomes.filter(({ status }) => status === 503);
  const tell = (what: string, of: readonly Outcome[]) =>
    t.diagnostic(
      `${what}: ${of.length}, median ${timeOf(of, 0.5).toFixed(1)} ms, p95 ${timeOf(of, 0.95).toFixed(1)} ms, p99 ${timeOf(of, 0.99).toFixed(1)} ms`,
    );
  t.diagnostic(`${perSecond} a second for ${seconds} s`);
  tell('alone', alone);
  tell('served', served);
  tell('refused', refused);
  t.diagnostic(`memory: ${memory.map((mb) => Math.round(mb)).join(' ')} MB`);

  assert.equal(served.length + refused.length, outcomes.length, 'nothing but 200 and 503');
  assert.ok(refused.every(({ retryAfter }) => Number(retryAfter) >= 1));
  assert.ok(served.length > 0);
  assert.ok(refused.length > outcomes.length / 2, 'it was more than can be done');
  // Without admission everybody would wait for all before them, ten seconds and more. How often as long as alone it takes is
  // a matter of the machine's speed, and told above.
  assert.ok(timeOf(served, 0.5) < longestUsualWaitMs, 'served without a queue');
  assert.ok(timeOf(refused, 0.5) < longestUsualWaitMs, 'refused without a queue');
  const third = Math.ceil(memory.length / 3);
  const early = Math.max(...memory.slice(0, third));
  const late = Math.max(...memory.slice(-third));
  assert.ok(late < early * 1.5 + 50, `memory grew from ${early} to ${late} MB`);

  const afterwards = await oneAfterAnother(20);
  assert.ok(
    afterwards.every(({ status }) => status === 200),
    'as before, right afterwards',
  );
});
