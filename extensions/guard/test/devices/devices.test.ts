import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { loginPaths } from '@genie-helper/guard-protocol';
import type { TestUser } from '../../../../test/support/directus-client.ts';
import { until } from '../../../../test/support/until.ts';
import { askGuard } from '../support/account-links.ts';
import { accessTokenOf, type Mode, tokenField } from '../support/caller.ts';
import { type DirectusPair, startPair } from '../support/directus-pair.ts';
import { acceptingEndpoints, allEndpoints } from '../support/endpoints.ts';
import { introspectionSecret } from '../support/introspection-secret.ts';
import { end, endLogin, endOtherLogins, listLogins, sidOf } from '../support/logins.ts';
import { testedDatabase } from '../support/postgres.ts';
import { logIn } from '../support/revocation-events.ts';

const { client, skip } = testedDatabase();
const mac =
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36';
const modes: readonly Mode[] = ['json', 'cookie', 'session'];

suite(`logins of a user with two Directus on ${client}`, { skip }, () => {
  let pair: DirectusPair;

  before(async () => {
    pair = await startPair(client, {});
  });
  after(async () => {
    await pair?.stop();
  });

  const newUser = () => pair.one.admin.createUser();

  /** Signs in as our API does for somebody, or as a program at Directus itself. */
  async function signIn({ email, password }: TestUser, headers: Record<string, string>) {
    const body = { email, password };
    const answer = await pair.one.admin.request('POST', '/auth/login', body, null, headers);
    return tokenField(answer, 'access_token');
  }

  test('lists each with its device, address and times, the newest first, in every mode', async () => {
    const user = await newUser();
    const begun = Date.now();
    for (const mode of modes) await logIn(pair.one, user, mode);
    await signIn(user, { 'user-agent': mac });
    const token = await signIn(user, {
      'x-rbac-sync-secret': introspectionSecret,
      'x-genie-client-address': '203.0.113.7',
      'x-genie-client-agent': mac,
    });
    const logins = await listLogins(pair.two, user.id, token);
    assert.equal(logins.length, 5);
    const [current, direct, ...programs] = logins;
    assert.ok(current && direct);
    assert.deepEqual(
      [current.isCurrent, current.device, current.address],
      [true, 'Chrome on Mac', '203.0.113.7'],
    );
    assert.deepEqual(
      [direct.isCurrent, direct.device, direct.address],
      [false, 'Chrome on Mac', '127.0.0.1'],
    );
    for (const { device } of programs) assert.equal(device, 'Node.js');
    for (const { createdAt, lastSeenAt } of logins) {
      assert.ok(createdAt !== null && createdAt >= begun && createdAt <= Date.now());
      assert.ok(lastSeenAt !== null && lastSeenAt >= createdAt);
    }
  });

  test('names a login by what is no part of a token, and the same after a refresh', async () => {
    const user = await newUser();
    const device = await logIn(pair.one, user, 'json');
    const [before] = await listLogins(pair.one, user.id);
    await pair.one.refresh(device.refreshToken);
    const [after] = await listLogins(pair.two, user.id);
    assert.equal(before?.id, after?.id);
    assert.match(String(before?.id), /^[\w-]{22}$/);
    assert.notEqual(before?.id, sidOf(device.accessToken));
    assert.equal(await pair.one.identityOf(String(before?.id)), null);
  });

  test('an ended login is refused everywhere at the other process, its refresh too; others live', async () => {
    for (const mode of modes) {
      const user = await newUser();
      const first = await logIn(pair.one, user, mode);
      const second = await logIn(pair.one, user, mode);
      assert.equal(await endLogin(pair.one, user.id, first.accessToken), 1);
      assert.deepEqual(await acceptingEndpoints(pair.two, first.accessToken), []);
      assert.deepEqual(await acceptingEndpoints(pair.two, second.accessToken), allEndpoints);
      if (mode === 'json') {
        assert.equal((await pair.two.refresh(first.refreshToken)).status, 401);
      }
      assert.equal((await listLogins(pair.two, user.id)).length, 1);
    }
  });

  test('ends all others, what is refreshing at that moment too, and keeps the one that asks', async () => {
    const user = await newUser();
    const own = await logIn(pair.one, user, 'json');
    const others = await Promise.all(modes.map((mode) => logIn(pair.one, user, mode)));
    const [json] = others;
    assert.ok(json);
    const [ended, refreshed, kept] = await Promise.all([
      endOtherLogins(pair.one, user.id, own.accessToken),
      pair.two.refresh(json.refreshToken),
      pair.two.refresh(own.refreshToken),
    ]);
    assert.equal(ended, 3);
    for (const { accessToken } of others) {
      assert.deepEqual(await acceptingEndpoints(pair.two, accessToken), []);
    }
    if (refreshed.status === 200) {
      const next = tokenField(refreshed, 'access_token');
      assert.deepEqual(await acceptingEndpoints(pair.two, next), []);
    }
    const next = tokenField(kept, 'access_token');
    assert.deepEqual(await acceptingEndpoints(pair.two, next), allEndpoints);
    assert.equal(await endOtherLogins(pair.two, user.id), 1, 'with a static token all end');
    assert.deepEqual(await acceptingEndpoints(pair.one, next), []);
  });

  test('a sign-in from a device not seen before is noted once, by the name of the list', async () => {
    const user = await newUser();
    await signIn(user, { 'user-agent': 'curl/8.14.1' });
    await signIn(user, { 'user-agent': 'curl/8.14.1' });
    const notices = () => pair.db('genie_notices').where({ user: user.id, kind: 'sign-in' });
    assert.deepEqual(await notices(), [], 'the first of an account, and one that is known');
    const body = { email: user.email, password: user.password };
    await Promise.all([
      signIn(user, { 'user-agent': mac }),
      pair.two.admin.request('POST', '/auth/login', body, null, { 'user-agent': mac }),
    ]);
    const details = (await notices()).map(({ detail }) => JSON.parse(detail));
    assert.deepEqual(details, [{ program: 'Chrome on Mac', address: '127.0.0.1' }]);
  });

  test("nobody ends another one's login by its id", async () => {
    const [user, other] = [await newUser(), await newUser()];
    const { accessToken } = await logIn(pair.one, user, 'json');
    const [login] = await listLogins(pair.one, user.id);
    assert.equal(await end(pair.one, { userId: other.id, id: login?.id }), 0);
    assert.equal(await end(pair.one, { userId: user.id, id: sidOf(accessToken) }), 0);
    assert.deepEqual(await acceptingEndpoints(pair.one, accessToken), allEndpoints);
  });

  test('logins of an older version are listed with what is known, and end like others', async () => {
    const user = await newUser();
    await signIn(user, { 'user-agent': mac });
    const token = await signIn(user, {});
    await pair.db('genie_access_sessions').update({ device: null, address: null });
    await pair.db('genie_access_sessions').update({ last_seen_at: null });
    // As our API began it: without a user agent, from its own address.
    const through = pair.db('genie_access_sessions').where({ sid: sidOf(token) });
    await pair
      .db('directus_sessions')
      .where('token', '=', through.select('session'))
      .update({ user_agent: null });
    const logins = await listLogins(pair.one, user.id);
    assert.deepEqual(
      logins.map(({ device, address }) => [device, address]),
      [
        [null, null],
        ['Chrome on Mac', '127.0.0.1'],
      ],
    );
    for (const { createdAt, lastSeenAt } of logins) assert.equal(lastSeenAt, createdAt);
    assert.equal(await endOtherLogins(pair.two, user.id, token), 1);
  });

  test('only a holder of the secret may ask, and only with ids', async () => {
    const user = await newUser();
    const { admin } = pair.one;
    for (const path of [loginPaths.list, loginPaths.end]) {
      for (const secret of [undefined, 'x'.repeat(40)]) {
        const headers = secret === undefined ? {} : { 'x-rbac-sync-secret': secret };
        const { status } = await admin.request('POST', path, { userId: user.id }, null, headers);
        assert.equal(status, 401);
      }
      for (const body of [{}, { userId: 'all' }, { userId: null }, [], { userId: ["' OR 1=1"] }]) {
        assert.equal((await askGuard(pair.one, path, body)).status, 400);
      }
    }
  });

  test('a login that has lasted too long is over, refreshed or not, and is listed no more', async () => {
    for (const mode of modes) {
      const user = await newUser();
      const device = await logIn(pair.one, user, mode);
      const maxMs = 30 * 86_400_000;
      await pair.one.ageLogin(device.accessToken, maxMs - 60_000);
      assert.deepEqual(await acceptingEndpoints(pair.two, device.accessToken), allEndpoints);
      const { accessToken } = mode === 'json' ? await renewed(device) : device;
      assert.deepEqual(await acceptingEndpoints(pair.two, accessToken), allEndpoints);
      await pair.one.ageLogin(accessToken, 60_000);
      assert.deepEqual(await listLogins(pair.one, user.id), []);
      for (const token of [device.accessToken, accessToken]) {
        assert.deepEqual(await acceptingEndpoints(pair.two, token), []);
        const { data } = await pair.two.introspect([token], undefined, { reasons: true });
        assert.deepEqual(data, [{ refused: 'session_expired' }]);
      }
      const again =
        mode === 'json'
          ? await pair.two.refresh(device.refreshToken)
          : await pair.two.withCookie('/auth/refresh', mode, device.cookie);
      assert.equal(again.status, 401, again.text);
    }
  });

  async function renewed({ refreshToken }: { refreshToken: string }) {
    const answer = await pair.two.refresh(refreshToken);
    return { accessToken: tokenField(answer, 'access_token') };
  }

  test('a use is written within moments, and not once more within five minutes', async () => {
    const [used, witness] = await Promise.all(
      [0, 1].map(async () => accessTokenOf(await logInAs(await newUser()))),
    );
    assert.ok(used && witness);
    const links = (token: string) => pair.db('genie_access_sessions').where({ sid: sidOf(token) });
    const seenAt = async (token: string) =>
      Number((await links(token).first('last_seen_at'))?.last_seen_at);
    const old = Date.now() - 3_600_000;
    for (const token of [used, witness]) await links(token).update({ last_seen_at: old });
    await pair.two.identityOf(used);
    await until(async () => (await seenAt(used)) !== old);
    const seen = await seenAt(used);
    assert.ok(Date.now() - seen < 60_000);
    // The other process knows nothing of that write but what the database says; the witness goes with it.
    for (const token of [used, witness]) {
      await pair.one.admin.request('GET', '/users/me', undefined, token);
    }
    await until(async () => (await seenAt(witness)) !== old);
    assert.equal(await seenAt(used), seen);
  });

  const logInAs = ({ email, password }: TestUser) =>
    pair.one.admin.login(email, password, 'session');
});
