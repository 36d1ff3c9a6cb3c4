/** The database of two Directus is cut off under a mixed load; what fails is counted. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { testAdmin } from '../../support/directus-settings.ts';
import { type FaultProxy, startFaultProxy } from '../../support/fault-proxy/fault-proxy.ts';
import { startProxyForSeveral } from '../../support/start-proxy.ts';
import { type Fleet, startFleet, whyNoFleet } from '../machines/fleet.ts';
import { describeTally, type MixedLoad, prepareMixedLoad } from './mixed-load.ts';
import { assertTakenAway, describeTakenAway, prepareTaker, type Taker } from './taken-away.ts';

const skip = (await whyNoFleet()) ?? false;

interface Fault {
  name: string;
  /** What failed before, by the count of somebody else. */
  before: string;
  /** Until when requests may fail. Wanted after a cut is one second; a busy machine gets some more. */
  isBackWithinMs: number;
  /** @returns from when on that counts, by the clock of `performance` */
  pull(): Promise<number>;
}

describe('the database goes under load', { skip }, () => {
  let database: FaultProxy;
  let fleet: Fleet;
  let load: MixedLoad;
  let taker: Taker;

  before(async () => {
    database = await startFaultProxy('http://127.0.0.1:5432');
    fleet = await startFleet({}, {}, { postgresPort: Number(new URL(database.url).port) });
    load = await prepareMixedLoad({ ...fleet, adminToken: testAdmin.token });
    taker = await prepareTaker(fleet);
  });
  after(async () => {
    await fleet?.stop();
    await database?.close();
  });

  const faults: Fault[] = [
    {
      name: 'PostgreSQL cut off for 10 s',
      before: '259 of 1,151, back after 1.5 s',
      isBackWithinMs: 4_000,
      async pull() {
        await database.refuse();
        await sleep(10_000);
        await database.listen();
        return performance.now();
      },
    },
    {
      name: "PostgreSQL's connections die in silence",
      before: 'all, for 151 s until restarted',
      isBackWithinMs: 15_000,
      async pull() {
        const at = performance.now();
        database.abandon();
        await sleep(15_000);
        return at;
      },
    },
  ];

  for (const { name, before: earlier, isBackWithinMs, pull } of faults) {
    test(`${name}: 503 meanwhile, then as before, and nobody keeps a right that is gone`, async (t) => {
      const proxy = await startProxyForSeveral(
        'caddy',
        fleet.apis.map(({ url }) => url),
      );
      try {
        const running = load.start(proxy.url);
        await sleep(2_000);
        let at = performance.now();
        let over = at;
        const taken = await taker.during(async () => {
          at = performance.now();
          over = await pull();
        });
        await sleep(5_000);
        const tally = await running.stop();
        t.diagnostic(describeTally(name, tally, earlier, at));
        const last = Math.max(over, ...tally.failures.map(({ startedAt }) => startedAt)) - over;
        t.diagnostic(`the last failure began ${Math.round(last)} ms after it was over`);
        t.diagnostic(describeTakenAway(taken));
        assert.deepEqual(tally.wrong, [], 'a token of before was let in, or a reveal was wrong');
        assertTakenAway(taken);
        const others = tally.failures.filter(({ status }) => status !== 503);
        assert.deepEqual(others, []);
        assert.ok(last <= isBackWithinMs, `${last} ms`);
      } finally {
        await proxy.stop();
      }
    });
  }
});
