/** Every secret is changed under a mixed load, in the steps of its runbook for several servers, and what fails is counted. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { introspectionSecretOf } from '@genie-helper/environment';
import { runInProcess } from '../../../apps/cli/test/support/run-in-process.ts';
import { testAdmin } from '../../support/directus-settings.ts';
import { startProxyForSeveral } from '../../support/start-proxy.ts';
import { type Fleet, startFleet, whyNoFleet } from '../machines/fleet.ts';
import { type MixedLoad, prepareMixedLoad } from './mixed-load.ts';
import { restartApis, restartDirectus, shutdownDelayMs } from './rolling-restart.ts';
import { assertTakenAway, describeTakenAway, prepareTaker, type Taker } from './taken-away.ts';

const skip = (await whyNoFleet()) ?? false;

/** Wanted is nothing. What was under way at a process that ends may fail on a busy machine; before it was up to a quarter. */
const mostShare = 0.01;

const newSecret = () => randomBytes(48).toString('base64url');
const newKey = () => randomBytes(32).toString('base64');

interface Rotation {
  runbook: string;
  /** What failed before there were overlaps, by the count of somebody else. */
  before: string;
  change(fleet: Fleet): Promise<void>;
}

const rotations: Rotation[] = [
  {
    runbook: 'rotate-master-key',
    before: '13 of 935',
    async change(fleet) {
      const [former, next] = [fleet.vaultKey, newKey()];
      fleet.changeApis({ CREDENTIALS_ENC_KEYS_PREVIOUS_B64: next });
      await restartApis(fleet);
      const keys = {
        CREDENTIALS_ENC_KEY_B64: next,
        CREDENTIALS_ENC_KEYS_PREVIOUS_B64: former,
      };
      fleet.changeApis(keys);
      await restartApis(fleet);
      const variables = {
        ...keys,
        DIRECTUS_URL: fleet.pair.one.url,
        DIRECTUS_ADMIN_TOKEN: testAdmin.token,
      };
      const run = await runInProcess(['credentials', 'rotate', '--dir', '/nonexistent'], {
        variables,
      });
      assert.equal(run.code, 0, run.err);
      fleet.changeApis({ CREDENTIALS_ENC_KEYS_PREVIOUS_B64: '' });
      await restartApis(fleet);
    },
  },
  {
    runbook: 'rotate-directus-secret',
    before: '273 of 1,264',
    async change(fleet) {
      const { pair } = fleet;
      const [former, next] = [pair.secret(), newSecret()];
      pair.change({ previousSecret: next });
      await restartDirectus(fleet);
      pair.change({ secret: next, previousSecret: former });
      await restartDirectus(fleet);
    },
  },
  {
    runbook: 'rotate-shared-secret',
    before: '326 of 1,230',
    async change(fleet) {
      const next = newSecret();
      const env = {
        GENIE_INTROSPECTION_SECRET: `string:${introspectionSecretOf(next)}`,
        GENIE_INTROSPECTION_SECRET_PREVIOUS: `string:${introspectionSecretOf(fleet.secret)}`,
      };
      fleet.pair.change({}, env);
      await restartDirectus(fleet);
      fleet.changeApis({
        RBAC_SYNC_WEBHOOK_SECRET: next,
        RBAC_SYNC_WEBHOOK_SECRET_PREVIOUS: fleet.secret,
      });
      await restartApis(fleet);
    },
  },
  {
    runbook: 'rotate-admin-token',
    before: '89 of 1,264',
    async change(fleet) {
      const next = newSecret();
      const former = testAdmin.token;
      fleet.changeApis({ DIRECTUS_ADMIN_TOKEN: next, DIRECTUS_ADMIN_TOKEN_PREVIOUS: former });
      await restartApis(fleet);
      const given = await fetch(`${fleet.pair.one.url}/users/me`, {
        method: 'PATCH',
        headers: { authorization: `Bearer ${former}`, 'content-type': 'application/json' },
        body: JSON.stringify({ token: next }),
      });
      assert.equal(given.status, 200);
      fleet.changeApis({ DIRECTUS_ADMIN_TOKEN_PREVIOUS: '' });
      await restartApis(fleet);
    },
  },
];

describe('secrets are changed under load', { skip }, () => {
  let fleet: Fleet;
  let load: MixedLoad;
  let taker: Taker;

  before(async () => {
    fleet = await startFleet({}, {}, { shutdownDelayMs });
    load = await prepareMixedLoad({ ...fleet, adminToken: testAdmin.token });
    taker = await prepareTaker(fleet);
  });
  after(() => fleet?.stop());

  for (const { runbook, before: earlier, change } of rotations) {
    test(`${runbook}: nothing is refused, and nobody keeps a right that is gone`, async (t) => {
      const proxy = await startProxyForSeveral(
        'caddy',
        fleet.apis.map(({ url }) => url),
      );
      try {
        const running = load.start(proxy.url);
        await sleep(2_000);
        const taken = await taker.during(() => change(fleet));
        await sleep(2_000);
        const { failures, requests, wrong } = await running.stop();
        const counts = Map.groupBy(failures, (one) => `${one.what} ${one.status} ${one.code}`);
        const kinds = [...counts].map(([kind, { length }]) => `${length} ${kind}`).join(', ');
        t.diagnostic(
          `${runbook}: ${failures.length} of ${requests} failed (${kinds || 'none'}); before: ${earlier}`,
        );
        t.diagnostic(describeTakenAway(taken));
        assert.deepEqual(wrong, []);
        assertTakenAway(taken);
        assert.ok(failures.length <= requests * mostShare, kinds);
      } finally {
        await proxy.stop();
      }
    });
  }
});
