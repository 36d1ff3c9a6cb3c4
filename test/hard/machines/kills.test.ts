/** One of each is killed under load: nothing that was acknowledged is lost, nobody is let in wrongly, and it's short. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { createTestDirectusClient } from '../../support/directus-client.ts';
import { testAdmin } from '../../support/directus-settings.ts';
import { until } from '../../support/until.ts';
import { type Fleet, startFleet, whyNoFleet } from './fleet.ts';
import { type LoadReport, startLoad } from './load.ts';

const skip = (await whyNoFleet()) ?? false;

describe('one of each is killed under load', { skip }, () => {
  let fleet: Fleet;
  let admin: ReturnType<typeof createTestDirectusClient>;
  let token: string;
  let deadToken: string;

  before(async () => {
    fleet = await startFleet();
    admin = createTestDirectusClient(fleet.pair.two.url, testAdmin.token);
    const tokenOf = async () => {
      const { email, password } = await admin.createUser();
      return admin.login(email, password);
    };
    token = (await tokenOf()).accessToken;
    const dead = await tokenOf();
    await admin.request('POST', '/auth/logout', { refresh_token: dead.refreshToken }, null);
    deadToken = dead.accessToken;
  });
  after(() => fleet?.stop());

  async function assertNothingLost(report: LoadReport): Promise<void> {
    assert.ok(report.connections.length > 5 && report.batches.length > 2, 'there was load');
    assert.deepEqual(report.wrongAcceptances, []);
    const headers = { authorization: `Bearer ${token}` };
    const listed = await fetch(`${fleet.apiUrl}/api/credentials`, { headers });
    const text = await listed.text();
    for (const id of report.connections) assert.ok(text.includes(id), `connection ${id}`);
    for (const id of report.batches) {
      await until(async () => {
        const answer = await fetch(`${fleet.apiUrl}/api/queue/jobs/${id}`, { headers });
        return ((await answer.json()) as { job?: { status: string } }).job?.status === 'completed';
      });
    }
  }

  const kills = {
    'an API': {
      kill: () => fleet.apis[0].kill(),
      revive: () => fleet.apis[0].start(),
    },
    'a Directus': {
      kill: () => fleet.pair.kill(0),
      revive: () => fleet.pair.revive(0),
    },
  };
  for (const [what, { kill, revive }] of Object.entries(kills)) {
    test(`${what}: no acknowledged write is lost, and errors last a moment`, async (t) => {
      const load = startLoad(fleet.apiUrl, { token, deadToken });
      await sleep(4_000);
      const killedAt = performance.now();
      await kill();
      await sleep(6_000);
      await revive();
      await sleep(4_000);
      const report = await load.stop();
      const last = Math.max(0, ...report.failures.map(({ at }) => at - killedAt));
      const statuses = report.failures.map(({ status }) => status).join(' ');
      t.diagnostic(
        `${report.requests} requests, ${report.failures.length} failed (${statuses}), the last ${Math.round(last)} ms after the kill; ${report.connections.length} connections and ${report.batches.length} batches acknowledged`,
      );
      await assertNothingLost(report);
      for (const { status } of report.failures) assert.ok(status === 0 || status >= 500, statuses);
      // Promised is a second; a shared machine gets a few.
      assert.ok(last < 5_000, `errors for ${last} ms`);
    });
  }
});
