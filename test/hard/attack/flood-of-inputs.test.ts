import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Pool } from 'undici';
import { readVariable } from '../../support/process-environment.ts';
import { type AttackStack, startAttackStack } from './support/attack-stack.ts';
import { describeRequest, flood, send } from './support/flood.ts';
import { type Access, createRequestMaker } from './support/hostile-requests.ts';
import { makeHostileValues } from './support/hostile-values.ts';
import { findFault } from './support/judge-answer.ts';
import { readOperations } from './support/operations.ts';
import { createDice, readSeed } from './support/seeded.ts';
import { type Owner, systematicRequests } from './support/systematic-requests.ts';

const count = Number(readVariable('GENIE_REQUESTS') ?? 100_000);
const seed = readSeed();
let stack: AttackStack;

before(async () => {
  // Limits by address are tried elsewhere: here every request says another one.
  stack = await startAttackStack({ TRUST_PROXY: '127.0.0.1' });
});
after(() => stack?.stop());

test(`${count} hostile requests through every route meet no 500, no crash and nothing that leaks`, async (t) => {
  t.diagnostic(`GENIE_SEED=${seed}`);
  const { api, directus, user, userTokens, sharedSecret, vaultKey } = stack;
  const { adminToken } = directus;
  const owner = { token: user.token, ...(await makeRecords(user.token)) };
  const decoy = await makeRecords(userTokens[0] ?? '');
  const ids = [(await directus.admin.createUser()).id, decoy.connectionId, decoy.downloadId];
  const access: Access = { userTokens: [...userTokens, user.token], adminToken, sharedSecret, ids };
  const places = [new URL(directus.url).host, directus.settings.dataDir];
  const secrets = [adminToken, sharedSecret, vaultKey, user.token, ...places];
  const before = await api.state();

  const startedAt = performance.now();
  const requests = hostileRequests(access, owner);
  const result = await flood({ url: api.url, connections: 48, requests, secrets });
  const { faults, statuses, unsettled, reasons, sent } = result;
  const seconds = (performance.now() - startedAt) / 1_000;
  t.diagnostic(`${sent} requests in ${seconds.toFixed(0)} s, answers: ${render(statuses)}`);
  t.diagnostic(
    `${unsettled.length} met an overload twice, or no answer, and are sent alone: ${render(reasons)}`,
  );
  assert.deepEqual(faults, []);
  assert.ok(sent >= count);
  assert.ok(api.isRunning(), 'the process ended');
  assert.ok(unsettled.length < count / 10, `${unsettled.length} met an overload twice`);

  // A slow machine is no fault; a request that is refused as an outage also when it is alone is one.
  const alone = new Pool(api.url, { connections: 1 });
  const outages: string[] = [];
  for (const request of unsettled) {
    const answer = await send(alone, request);
    const fault = findFault(request, answer, secrets);
    if (fault !== undefined) outages.push(`${describeRequest(request)}: ${fault} ${answer.text}`);
  }
  assert.deepEqual(outages, []);
  await alone.close();
  assert.ok(api.isRunning(), 'the process ended');
  const state = await api.state();
  assert.deepEqual(state.names, before.names, 'a prototype has got something');
  t.diagnostic(`memory: ${Math.round(state.rssBytes / 2 ** 20)} MB`);

  const headers = { authorization: `Bearer ${user.token}` };
  const me = await fetch(`${api.url}/api/me`, { headers });
  assert.equal(me.status, 200);
  const { user: answered } = (await me.json()) as { user: Record<string, unknown> };
  assert.deepEqual(
    { id: answered.id, email: answered.email, isAdmin: answered.isAdmin },
    { id: user.id, email: user.email, isAdmin: false },
  );
});

/** First each text in each place, then chance. */
function* hostileRequests(access: Access, owner: Owner) {
  const operations = readOperations();
  let made = 0;
  const dice = createDice(seed);
  for (const request of systematicRequests(operations, access, owner, dice)) {
    made += 1;
    yield request;
  }
  const make = createRequestMaker(operations, makeHostileValues(seed), access, dice);
  for (; made < count; made += 1) yield make();
}

/** A connection and a download credential, so that some ids lead somewhere. */
async function makeRecords(token: string) {
  const make = async (operation: string, body: object) => {
    const answer = await fetch(`${stack.api.url}/api/credentials/${operation}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return ((await answer.json()) as { id: string }).id;
  };
  const credentials = { password: 'p' };
  const download = { label: 'a', type: 'password', username: 'u', password: 'p' };
  return {
    connectionId: await make('create-profile', {
      platform: 'x',
      platform_username: 'one',
      credentials,
    }),
    downloadId: await make('download-creds', download),
  };
}

function render(counts: ReadonlyMap<number | string, number>): string {
  return [...counts]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([what, times]) => `${what}: ${times}`)
    .join(', ');
}
