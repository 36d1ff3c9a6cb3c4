import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { authentication, createDirectus, readMe, rest } from '@directus/sdk';
import type { TestApi } from '../support/start-api.ts';
import type { TestDirectus } from '../support/start-directus.ts';
import { type System, startSystem } from '../support/system.ts';

/** Far longer than the test; the SDK is told to refresh a second after each login or refresh. */
const lifeMs = 600_000;
const refreshes = 2;
let system: System<TestDirectus>;
let directus: TestDirectus;
let api: TestApi;

before(async () => {
  system = await startSystem({ directus: { env: { ACCESS_TOKEN_TTL: `${lifeMs}ms` } } });
  ({ directus, api } = system);
});

after(() => system?.stop());

test("Directus's SDK signs in and refreshes by itself, and the API takes its token", async () => {
  const { id, email, password } = await directus.admin.createUser();
  const sdk = createDirectus(directus.url)
    .with(authentication('json', { msRefreshBeforeExpires: lifeMs - 1_000 }))
    .with(rest());
  await sdk.login({ email, password });
  const tokens = new Set([await sdk.getToken()]);

  let calls = 0;
  const callers = Array.from({ length: 50 }, async () => {
    do {
      const token = await sdk.getToken();
      assert.ok(token);
      tokens.add(token);
      const [me, user] = await Promise.all([
        api.request('GET', '/api/me', { token }),
        calls % 10 === 0 ? sdk.request(readMe({ fields: ['id', 'email'] })) : { id, email },
      ]);
      calls += 1;
      assert.equal(me.status, 200, me.text);
      assert.deepEqual(user, { id, email });
      await sleep(20);
    } while (tokens.size <= refreshes);
  });
  await Promise.all(callers);
  assert.ok(calls >= 50);
  assert.ok(tokens.size > refreshes);

  const last = await sdk.getToken();
  assert.ok(last);
  await sdk.logout();
  const afterwards = await api.request('GET', '/api/me', { token: last });
  assert.equal(afterwards.status, 401);
});
