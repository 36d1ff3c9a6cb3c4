import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { checkTimeoutMs } from '../../apps/api/src/compose/foundation.ts';
import { otherTokenValidation } from '../support/directus-settings.ts';
import type { ApiAnswer, TestApi } from '../support/start-api.ts';
import type { TestDirectus } from '../support/start-directus.ts';
import { type System, startSystem } from '../support/system.ts';

/** Far more, for a machine under load, and far less than a call without a time limit. */
const atMostMs = 30_000;

let system: System<TestDirectus>;
let directus: TestDirectus;
let api: TestApi;
let token: string;

before(async () => {
  system = await startSystem({
    directus: {},
    api: { tokenValidation: otherTokenValidation, checkTimeoutMs },
  });
  ({ directus, api } = system);
  const user = await directus.admin.createUser();
  token = (await directus.login(user.email, user.password)).accessToken;
});

after(() => system?.stop());

function assertOutage(answer: ApiAnswer) {
  assert.equal(answer.status, 503);
  assert.equal(answer.body.code, 'directus.unavailable');
  assert.ok(Number(answer.headers.get('retry-after')) >= 1);
  const inside = [new URL(directus.url).port, 'ECONN', '127.0.0.1', 'undici'];
  for (const text of inside) assert.ok(!answer.text.includes(text), `no ${text} in the answer`);
}

test('Directus stopped is 503 in time on every route, and its return needs no restart', async () => {
  const routes = [
    () => api.request('GET', '/api/me', { token }),
    () => api.request('POST', '/api/captions/generate', { token, body: {} }),
    () =>
      api.request('POST', '/api/register', {
        body: { email: 'down@example.com', password: 'a-password-of-mine' },
      }),
    () => api.request('GET', '/readyz'),
  ];
  assert.equal((await api.request('GET', '/readyz')).status, 200);
  await directus.halt();
  for (const route of routes) {
    const start = performance.now();
    assertOutage(await route());
    assert.ok(performance.now() - start < atMostMs);
  }
  assert.equal((await api.request('GET', '/healthz')).status, 200);

  await directus.restart();
  assert.equal((await api.request('GET', '/api/me', { token })).status, 200);
  assert.equal((await api.request('GET', '/readyz')).status, 200);
});

test('a Directus that stopped answering, its port still open, is 503 in time, and 200 afterwards', async () => {
  process.kill(directus.process.pid, 'SIGSTOP');
  try {
    const start = performance.now();
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => api.request('GET', '/api/me', { token })),
    );
    answers.forEach(assertOutage);
    assert.ok(performance.now() - start < atMostMs);
  } finally {
    process.kill(directus.process.pid, 'SIGCONT');
  }
  // Right after its standstill Directus itself turns requests away ("Under pressure").
  while ((await directus.admin.request('GET', '/users/me', undefined, token)).status !== 200) {
    await sleep(100);
  }
  assert.equal((await api.request('GET', '/api/me', { token })).status, 200);
});
