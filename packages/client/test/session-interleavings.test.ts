import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from '../../../test/support/properties.ts';
import { GenieApiError, GenieUnavailableError } from '../src/index.ts';
import { createDirectusAuth } from '../src/session/directus-auth.ts';
import {
  addresses,
  clientOf,
  createFakeServers,
  type Fault,
  lifeMs,
} from './support/fake-servers.ts';

const faults = fc.constantFrom<Fault>('request lost', 'answer lost', '503', 'proxy page');
/** What makes a token useless in the middle of things. */
const disturbances = fc.constantFrom('expires', 'expires soon', 'is killed');

/** Runs calls, disturbances and faults in one of their possible orders. */
async function play(
  scheduler: fc.Scheduler,
  plan: { calls: number; disturbed: string[]; refreshFaults: Fault[]; lateCalls: number },
) {
  const servers = createFakeServers((what) => scheduler.schedule(Promise.resolve(), what));
  const client = clientOf(servers);
  const reasons: string[] = [];
  client.onSignedOut((reason) => reasons.push(reason));
  await scheduler.waitFor(client.login('mara@example.com', 'password'));
  servers.refreshFaults.push(...plan.refreshFaults);
  const disturb = plan.disturbed.map(async (disturbance) => {
    await scheduler.schedule(Promise.resolve(), disturbance);
    if (disturbance === 'is killed') servers.killToken();
    else servers.clock.advance(disturbance === 'expires' ? lifeMs : lifeMs - 30_000);
  });
  const calls = Array.from({ length: plan.calls }, () => client.me());
  const late = Array.from({ length: plan.lateCalls }, async () => {
    await scheduler.schedule(Promise.resolve(), 'a late call');
    return await client.me();
  });
  const outcomes = await scheduler.waitFor(Promise.allSettled([...calls, ...late, ...disturb]));
  const errors = outcomes.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
  // Tokens that expire soon are replaced beside the calls.
  await scheduler.waitIdle();
  return { servers, client, reasons, errors };
}

const plans = fc.record({
  calls: fc.integer({ min: 1, max: 6 }),
  lateCalls: fc.integer({ min: 0, max: 3 }),
  disturbed: fc.array(disturbances, { maxLength: 3 }),
  refreshFaults: fc.array(faults, { maxLength: 5 }),
});

test('in any order of calls and faults, refreshes once at a time and keeps the session', async () => {
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), plans, async (scheduler, plan) => {
      const { servers, client, reasons, errors } = await play(scheduler, plan);
      assert.ok(servers.refreshesAtOnce() <= 1);
      assert.equal(servers.spentRefreshes(), 0);
      assert.deepEqual(reasons, []);
      for (const error of errors) {
        assert.ok(error instanceof GenieUnavailableError || error instanceof GenieApiError, error);
      }
      servers.refreshFaults.length = 0;
      // The first of the two may be given a token that was killed on its way: what a lost answer held is given again.
      await scheduler.waitFor(client.me().catch(() => client.me()));
    }),
    { numRuns: 400 },
  );
});

test('in any order, no call fails because of one useless token while a refresh succeeds', async () => {
  const mild = plans.map((plan) => ({
    ...plan,
    disturbed: plan.disturbed.slice(0, 1),
    refreshFaults: plan.refreshFaults.slice(0, 2),
  }));
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), mild, async (scheduler, plan) => {
      const { errors } = await play(scheduler, plan);
      assert.deepEqual(errors, []);
    }),
    { numRuns: 400 },
  );
});

test('control: the same calls without a session between them refresh at once, with spent tokens', async () => {
  const naive = async (scheduler: fc.Scheduler) => {
    const servers = createFakeServers((what) => scheduler.schedule(Promise.resolve(), what));
    const auth = createDirectusAuth({ ...servers, baseUrl: addresses.directusUrl });
    const { signal } = new AbortController();
    let tokens = await scheduler.waitFor(auth.login({ email: 'e', password: 'p' }, signal));
    const call = async () => {
      tokens = await auth.refresh(tokens.refreshToken, signal);
    };
    await scheduler.waitFor(Promise.allSettled([call(), call().then(call), call()]));
    return servers;
  };
  for (const holds of [
    async (scheduler: fc.Scheduler) => (await naive(scheduler)).refreshesAtOnce() <= 1,
    async (scheduler: fc.Scheduler) => (await naive(scheduler)).spentRefreshes() === 0,
  ]) {
    const { failed } = await fc.check(fc.asyncProperty(fc.scheduler(), holds));
    assert.ok(failed);
  }
});
