import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Pool } from 'undici';
import { type AttackStack, startAttackStack } from './support/attack-stack.ts';
import { describeRequest, flood, send } from './support/flood.ts';
import { type Access, createRequestMaker } from './support/hostile-requests.ts';
import { makeHostileValues } from './support/hostile-values.ts';
import { findFault } from './support/judge-answer.ts';
import { readOperations } from './support/operations.ts';
import { createDice, readSeed } from './support/seeded.ts';

const count = 100_000;
const seed = readSeed();
let stack: AttackStack;

before(async () => {
  // Limits by address are tried elsewhere: here every request says another one.
  stack = await startAttackStack({ TRUST_PROXY: '127.0.0.1' });
});
after(() => stack?.stop());

test(`${count} hostile requests through every route meet no 500, no crash and nothing that leaks`, async (t) => {
  t.diagnostic(`GENIE_SEED=${seed}`);
  const { api, directus } = stack;
  const { userTokens, user, sharedSecret, vaultKey } = stack;
  const access: Access = {
    userTokens: [...userTokens, user.token],
    adminToken: directus.adminToken,
    sharedSecret,
    ids: [user.id, ...(await makeRecords())],
  };
  const secrets = [
    directus.adminToken,
    sharedSecret,
    vaultKey,
    user.token,
    new URL(directus.url).host,
    directus.settings.dataDir,
  ];
  const before = await api.state();
  const make = createRequestMaker(
    readOperations(),
    makeHostileValues(seed),
    access,
    createDice(seed),
  );
  const startedAt = performance.now();
  const { faults, statuses, unsettled, sent } = await flood({
    url: api.url,
    count,
    connections: 200,
    make,
    secrets,
  });
  const seconds = (performance.now() - startedAt) / 1_000;
  t.diagnostic(`${sent} requests in ${seconds.toFixed(0)} s, answers: ${render(statuses)}`);
  t.diagnostic(`${unsettled.length} met an overload and were sent again`);
  assert.deepEqual(faults, []);
  assert.ok(sent >= count);
  assert.ok(api.isAlive(), 'the process ended');
  assert.ok(unsettled.length < count / 100, `${unsettled.length} met an overload`);

  // A slow machine is no fault; a request that is refused as an outage also when it is alone is one.
  const alone = new Pool(api.url, { connections: 1 });
  for (const request of unsettled) {
    const fault = findFault(request, await send(alone, request), secrets);
    assert.equal(fault, undefined, describeRequest(request));
  }
  await alone.close();
  assert.ok(api.isAlive(), 'the process ended');
  const state = await api.state();
  assert.deepEqual(state.names, before.names, 'a prototype has got something');
  t.diagnostic(`memory: ${Math.round(state.rssBytes / 2 ** 20)} MB`);

  // The flood had administrators sign everybody out.
  const { accessToken } = await directus.login(user.email, user.password);
  const headers = { authorization: `Bearer ${accessToken}` };
  const me = await fetch(`${api.url}/api/me`, { headers });
  assert.equal(me.status, 200);
  const { user: answered } = (await me.json()) as { user: Record<string, unknown> };
  assert.deepEqual(
    { id: answered.id, email: answered.email, isAdmin: answered.isAdmin },
    { id: user.id, email: user.email, isAdmin: false },
  );
});

/** A connection and a download credential of the user, so that some ids lead somewhere. */
async function makeRecords(): Promise<string[]> {
  const make = async (operation: string, body: object) => {
    const answer = await fetch(`${stack.api.url}/api/credentials/${operation}`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${stack.user.token}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify(body),
    });
    return ((await answer.json()) as { id: string }).id;
  };
  const credentials = { password: 'p' };
  const download = { label: 'a', type: 'password', username: 'u', password: 'p' };
  return [
    await make('create-profile', { platform: 'x', platform_username: 'one', credentials }),
    await make('download-creds', download),
  ];
}

function render(statuses: ReadonlyMap<number, number>): string {
  return [...statuses]
    .sort(([one], [other]) => one - other)
    .map(([status, times]) => `${status}: ${times}`)
    .join(', ');
}
