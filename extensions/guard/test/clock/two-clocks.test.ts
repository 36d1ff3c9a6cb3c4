import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { introspectionPath } from '@genie-helper/guard-protocol';
import type { TestUser } from '../../../../test/support/directus-client.ts';
import { askGuard } from '../support/account-links.ts';
import type { Caller } from '../support/caller.ts';
import { startGuardedDirectus } from '../support/guarded-directus.ts';
import { logIn } from '../support/log-in.ts';
import { startPostgresPair, testedDatabase } from '../support/postgres.ts';

const { client, skip } = testedDatabase();
const shiftClock = pathToFileURL(join(import.meta.dirname, '../support/shift-clock.mjs'));
const env = { NODE_OPTIONS: `--import=${shiftClock}` };

/** A Directus whose clock can be set, and one on the same database whose clock is right. */
interface Clocks {
  wrong: Caller;
  right: Caller;
  /** Sets the clock of the first ten minutes ahead, or right again. */
  turn(): void;
  stop(): Promise<void>;
}

async function startClocks(client: 'sqlite3' | 'pg'): Promise<Clocks> {
  if (client === 'pg') {
    const pair = await startPostgresPair({ env });
    const turn = () => void process.kill(pair.processOf(1).pid, 'SIGUSR2');
    return { wrong: pair.two, right: pair.one, turn, stop: pair.stop };
  }
  const one = await startGuardedDirectus(env);
  const turn = () => void process.kill(one.process.pid, 'SIGUSR2');
  return { wrong: one, right: one, turn, stop: one.stop };
}

describe(`a clock that is wrong (${client})`, { skip }, () => {
  let clocks: Clocks;
  let user: TestUser;

  before(async () => {
    clocks = await startClocks(client);
    user = await clocks.right.admin.createUser();
  });
  after(() => clocks?.stop());

  const me = async (caller: Caller, token: string) =>
    (await caller.admin.request('GET', '/users/me', undefined, token)).status;

  /** Waits until the signal has come through. */
  async function turnTo(status: number): Promise<void> {
    clocks.turn();
    while ((await clocks.wrong.admin.request('GET', '/server/info')).status !== status) {
      await new Promise((again) => setTimeout(again, 20));
    }
  }

  test('serves nothing, ends no login, and serves again once it is right', async () => {
    const login = await logIn(clocks.right, user, 'json');
    const session = await logIn(clocks.right, user, 'session');
    await turnTo(503);
    const { wrong } = clocks;
    const credentials = { email: user.email, password: user.password };
    const answers = [
      await wrong.admin.request('POST', '/auth/login', credentials, null),
      await wrong.refresh(login.refreshToken),
      await wrong.admin.request('GET', '/users/me', undefined, login.accessToken),
      await wrong.admin.request('POST', '/graphql', { query: '{ users_me { id } }' }),
      await askGuard(wrong, introspectionPath, { tokens: [login.accessToken] }),
    ];
    for (const { status, headers, text } of answers) {
      assert.equal(status, 503, text);
      assert.ok(Number(headers.get('retry-after')) > 0);
    }
    // Whether it's alive, and why it isn't ready, can be asked.
    assert.equal((await wrong.admin.request('GET', '/server/ping', undefined, null)).status, 200);
    const metrics = await fetch(`${wrong.url}/genie/metrics`, {
      headers: { 'x-rbac-sync-secret': 'test-only' },
    });
    assert.notEqual(metrics.status, 503);

    if (client === 'pg') {
      // The other one goes on, and neither login has ended.
      assert.equal(await me(clocks.right, login.accessToken), 200);
      assert.equal(await me(clocks.right, session.accessToken), 200);
    }
    await turnTo(200);
    assert.equal(await me(wrong, login.accessToken), 200);
    assert.equal(await me(wrong, session.accessToken), 200);
    assert.equal((await wrong.refresh(login.refreshToken)).status, 200);
  });

  test('gives a stolen token no more grace', async () => {
    const login = await logIn(clocks.right, user, 'json');
    assert.equal((await clocks.right.refresh(login.refreshToken)).status, 200);
    await turnTo(503);
    assert.equal((await clocks.wrong.refresh(login.refreshToken)).status, 503);
    await turnTo(200);
  });
});
