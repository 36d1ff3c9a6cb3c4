import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import type { Knex } from 'knex';
import { cookieOf, cookieToken, tokenField } from '../../extensions/guard/test/support/caller.ts';
import { acceptingEndpoints, allEndpoints } from '../../extensions/guard/test/support/endpoints.ts';
import { countLines, textField } from '../../extensions/guard/test/support/guarded-directus.ts';
import {
  type PostgresPair,
  startPostgresPair,
  whyNoPostgres,
} from '../../extensions/guard/test/support/postgres.ts';
import {
  logIn,
  revocationEvents,
  whyNotTried,
} from '../../extensions/guard/test/support/revocation-events.ts';
import {
  type MatrixRow,
  matrixRow,
  printMatrix,
} from '../../extensions/guard/test/support/revocation-matrix.ts';
import { holdBody } from '../support/held-request.ts';

const reason = whyNoPostgres();

suite('on PostgreSQL, with two Directus processes', { skip: reason ?? false }, () => {
  let pair: PostgresPair;
  const rows: MatrixRow[] = [];

  before(async () => {
    pair = await startPostgresPair();
  });
  after(async () => {
    await pair?.stop();
  });

  test('has the indexes of the sessions, once, though two processes made them at one time', async () => {
    const found = await pair
      .db('pg_indexes')
      .where({ tablename: 'directus_sessions' })
      .andWhereLike('indexname', 'genie%')
      .orderBy('indexname')
      .pluck('indexdef');
    assert.equal(found.length, 2);
    assert.match(found[0], /\(expires\)$/);
    assert.match(found[1], /\("user"\)$/);
  });

  for (const event of revocationEvents) {
    const skip = whyNotTried(event.name);
    test(`refuses a token everywhere after: ${event.name}`, { skip }, async () => {
      const row = await matrixRow(pair.one, event, 'json');
      rows.push(row);
      assert.deepEqual(row.before, allEndpoints);
      assert.deepEqual(row.first, []);
      assert.deepEqual(row.second, row.secondShouldLive ? allEndpoints : []);
    });
  }

  test('prints what it saw', (context) => {
    for (const line of printMatrix(rows).split('\n')) context.diagnostic(line);
  });

  test('what one process ends, the other refuses from the next request on', async () => {
    for (const mode of ['json', 'session'] as const) {
      const device = await logIn(pair.one, await pair.one.admin.createUser(), mode);
      assert.deepEqual(await acceptingEndpoints(pair.two, device.accessToken), allEndpoints);
      if (mode === 'json') await pair.one.logout(device.refreshToken);
      else await pair.one.withCookie('/auth/logout', 'session', device.cookie);
      assert.deepEqual(await acceptingEndpoints(pair.two, device.accessToken), []);
    }
  });

  test('an upload that is under way at one process is refused after an end at the other', async () => {
    const roles = await pair.one.admin.request('GET', '/roles?filter[name][_eq]=Administrator');
    const role = textField((roles.data as unknown[])[0], 'id');
    const token = 'a-static-token-of-the-tests';
    const user = await pair.one.admin.createUser({ role, token });
    const { accessToken } = await logIn(pair.one, user, 'json');
    for (const bearer of [accessToken, token]) {
      const [lives, dies] = [await holdUpload(bearer), await holdUpload(bearer)];
      await pair.one.admin.request('GET', '/users/me', undefined, bearer);
      const taken = await lives.finish();
      assert.equal(taken.status, 200, taken.text);
      const end = bearer === token ? { token: null } : { password: 'another-password-5T' };
      await pair.two.admin.request('PATCH', `/users/${user.id}`, end);
      const refused = await dies.finish();
      assert.equal(refused.status, 401, refused.text);
    }
  });

  function holdUpload(bearer: string) {
    const file = 'Content-Disposition: form-data; name="f"; filename="f.txt"\r\n\r\nheld back';
    return holdBody(pair.one.url, {
      path: '/files',
      headers: {
        authorization: `Bearer ${bearer}`,
        'content-type': 'multipart/form-data; boundary=b',
      },
      body: `--b\r\n${file}\r\n--b--\r\n`,
    });
  }

  test('refreshes at the same moment in two processes give the same token', async () => {
    for (let round = 0; round < 10; round += 1) {
      const device = await logIn(pair.one, await pair.one.admin.createUser(), 'json');
      const answers = await Promise.all(
        [pair.one, pair.two, pair.one, pair.two].map((at) => at.refresh(device.refreshToken)),
      );
      const next = answers.map((answer) => tokenField(answer, 'refresh_token'));
      assert.equal(new Set(next).size, 1);
    }
  });

  test('a logout in one process beats a refresh in the other, whichever is first', async () => {
    for (let round = 0; round < 10; round += 1) {
      const device = await logIn(pair.one, await pair.one.admin.createUser(), 'json');
      const [refreshed] = await Promise.all([
        pair.one.refresh(device.refreshToken),
        pair.two.logout(device.refreshToken),
      ]);
      assert.deepEqual(await acceptingEndpoints(pair.two, device.accessToken), []);
      if (refreshed.status !== 200) continue;
      assert.deepEqual(
        await acceptingEndpoints(pair.two, tokenField(refreshed, 'access_token')),
        [],
      );
      assert.equal((await pair.two.refresh(tokenField(refreshed, 'refresh_token'))).status, 401);
    }
  });

  test('a login waits for a transaction that is changing its password, and then fails', async () => {
    const user = await pair.one.admin.createUser();
    const change = await pair.db.transaction();
    await change('directus_users').where({ id: user.id }).update({ password: 'changed' });
    await change('directus_sessions').where({ user: user.id }).delete();
    const { email, password } = user;
    const login = pair.one.admin.request('POST', '/auth/login', { email, password }, null);
    await untilWaitingForLock(pair.db);
    await change.commit();
    assert.equal((await login).status, 401);
    assert.deepEqual(await pair.db('directus_sessions').where({ user: user.id }), []);
  });

  test('a change of e-mail and a refresh at the same moment never block each other', async () => {
    for (let round = 0; round < 15; round += 1) {
      const user = await pair.one.admin.createUser();
      const device = await logIn(pair.one, user, 'session');
      const [changed, refreshed] = await Promise.all([
        pair.one.admin.request('PATCH', `/users/${user.id}`, { email: `new-${user.email}` }),
        pair.two.withCookie('/auth/refresh', 'session', device.cookie),
      ]);
      assert.equal(changed.status, 200, changed.text);
      assert.ok([200, 401].includes(refreshed.status), refreshed.text);
      assert.deepEqual(await acceptingEndpoints(pair.two, device.accessToken), []);
      if (refreshed.status !== 200) continue;
      assert.deepEqual(await acceptingEndpoints(pair.two, cookieToken(cookieOf(refreshed))), []);
    }
    assert.equal(countLines(pair.lines, 'deadlock'), 0);
  });

  test('reuse in another process ends the login in both', async () => {
    const device = await logIn(pair.one, await pair.one.admin.createUser(), 'json');
    const owner = await pair.one.refresh(device.refreshToken);
    await pair.one.passGrace(device.accessToken);
    assert.equal((await pair.two.refresh(device.refreshToken)).status, 401);
    assert.deepEqual(await acceptingEndpoints(pair.one, tokenField(owner, 'access_token')), []);
  });

  test('nothing is left of logins that have ended', async () => {
    const device = await logIn(pair.one, await pair.one.admin.createUser(), 'json');
    const next = tokenField(await pair.one.refresh(device.refreshToken), 'refresh_token');
    await pair.one.logout(next);
    const dangling = await pair
      .db('genie_access_sessions')
      .whereNotIn('session', pair.db('directus_sessions').select('token'));
    const remembered = await pair
      .db('genie_rotated_tokens')
      .whereNotIn('sid', pair.db('genie_access_sessions').select('sid'));
    assert.deepEqual([dangling, remembered], [[], []]);
  });
});

/** Until some statement in this database waits for a lock that another transaction holds. */
async function untilWaitingForLock(db: Knex): Promise<void> {
  for (;;) {
    const waiting = await db('pg_stat_activity')
      .where({ wait_event_type: 'Lock' })
      .whereRaw('datname = current_database()');
    if (waiting.length > 0) return;
    await delay(10);
  }
}
