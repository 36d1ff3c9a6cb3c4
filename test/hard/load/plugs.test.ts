/** Plugs are pulled under a mixed load, one at a time, and what fails is counted. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { testAdmin } from '../../support/directus-settings.ts';
import { type ProxyName, startProxyForSeveral } from '../../support/start-proxy.ts';
import { type Fleet, startFleet, whyNoFleet } from '../machines/fleet.ts';
import { describeTally, type MixedLoad, prepareMixedLoad } from './mixed-load.ts';
import { restartApis, restartDirectus, shutdownDelayMs } from './rolling-restart.ts';
import { assertTakenAway, describeTakenAway, prepareTaker, type Taker } from './taken-away.ts';

const skip = (await whyNoFleet()) ?? false;

/** Wanted is nothing. A shared machine that starts a Directus keeps a few others waiting for too long; before it was a quarter to a half. */
const mostShare = 0.03;

/** Answers of a proxy that no process gave: a request was accepted, and dropped. One in thousands may meet a port as it closes. */
const mostDropped = 1;

interface Fault {
  name: string;
  /** What failed before there was `DIRECTUS_URLS`, by the count of somebody else. */
  before: string;
  by: ProxyName;
  /** How many may fail: those under way when it happens, or those of the first seconds. */
  allowed: 'none' | 'under way' | 'first seconds';
  pull(fleet: Fleet): Promise<void>;
}

async function frozen(pid: number, ms: number): Promise<void> {
  process.kill(pid, 'SIGSTOP');
  await sleep(ms);
  process.kill(pid, 'SIGCONT');
}

const faults: Fault[] = [
  {
    name: 'one Directus of two killed, restarted after 2 s',
    before: '207 of 1,107',
    by: 'caddy',
    allowed: 'under way',
    async pull({ pair }) {
      await pair.kill(0);
      await sleep(2_000);
      await pair.revive(0);
    },
  },
  {
    name: 'one Directus down for 20 s',
    before: '199 of 397',
    by: 'caddy',
    allowed: 'under way',
    async pull({ pair }) {
      await pair.kill(1);
      await sleep(20_000);
      await pair.revive(1);
    },
  },
  {
    name: 'one Directus frozen for 20 s',
    before: '198 of 395',
    by: 'caddy',
    allowed: 'first seconds',
    pull: ({ pair }) => frozen(pair.processOf(0).pid, 20_000),
  },
  {
    name: 'one API frozen for 20 s',
    before: '115 of 397',
    by: 'caddy',
    allowed: 'first seconds',
    pull: ({ apis }) => frozen(apis[0].pid(), 20_000),
  },
  {
    name: 'rolling restart of all four',
    before: '724 of 2,715',
    by: 'caddy',
    allowed: 'none',
    async pull(fleet) {
      await restartDirectus(fleet);
      await restartApis(fleet);
    },
  },
  {
    name: 'rolling restart of the APIs alone, behind nginx',
    before: '341 of 1,436',
    by: 'nginx',
    allowed: 'none',
    pull: restartApis,
  },
];

describe('plugs are pulled under load', { skip }, () => {
  let fleet: Fleet;
  let load: MixedLoad;
  let taker: Taker;

  before(async () => {
    fleet = await startFleet({}, {}, { shutdownDelayMs });
    load = await prepareMixedLoad({ ...fleet, adminToken: testAdmin.token });
    taker = await prepareTaker(fleet);
  });
  after(() => fleet?.stop());

  for (const { name, before: today, by, allowed, pull } of faults) {
    test(`${name}: what fails is ${allowed}, and nobody keeps a right that is gone`, async (t) => {
      const proxy = await startProxyForSeveral(
        by,
        fleet.apis.map(({ url }) => url),
      );
      try {
        const running = load.start(proxy.url);
        await sleep(2_000);
        let at = performance.now();
        const taken = await taker.during(async () => {
          at = performance.now();
          await pull(fleet);
        });
        await sleep(2_000);
        const tally = await running.stop();
        t.diagnostic(describeTally(name, tally, today, at));
        t.diagnostic(describeTakenAway(taken));
        assertTakenAway(taken);
        assert.deepEqual(tally.wrong, [], 'a token of before was let in, or a reveal was wrong');
        const startedAfter = tally.failures.filter((one) => one.startedAt > at + graceOf(allowed));
        assert.ok(startedAfter.length <= tally.requests * mostShare, `${startedAfter.length}`);
        const dropped = tally.failures.filter(({ status }) => status === 502 || status === 0);
        if (allowed === 'none')
          assert.ok(dropped.length <= mostDropped, `${dropped.length} dropped`);
      } finally {
        await proxy.stop();
      }
    });
  }
});

/** Until when what is begun may fail, in milliseconds after the plug was pulled: a frozen one is asked twice a second, and has 2 s. */
function graceOf(allowed: Fault['allowed']): number {
  if (allowed === 'none') return 0;
  return allowed === 'first seconds' ? 4_000 : 250;
}
