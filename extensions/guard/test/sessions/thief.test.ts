import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { refreshGraceMs } from '@genie-helper/guard-protocol';
import { cookieOf, cookieToken, tokenField } from '../support/caller.ts';
import { type DirectusPair, startPair } from '../support/directus-pair.ts';
import { acceptingEndpoints } from '../support/endpoints.ts';
import { sidOf } from '../support/logins.ts';
import { testedDatabase } from '../support/postgres.ts';
import { logIn } from '../support/revocation-events.ts';

const { client, skip } = testedDatabase();

suite(`a thief, with two Directus on ${client}`, { skip }, () => {
  let pair: DirectusPair;

  before(async () => {
    pair = await startPair(client, {});
  });
  after(async () => {
    await pair?.stop();
  });

  /** As if so much time had passed since the tokens of a login were replaced. */
  const pass = (sid: string, ms: number) =>
    pair
      .db('genie_rotated_tokens')
      .where({ sid })
      .update({ rotated_at: pair.db.raw('rotated_at - ?', [ms]) });

  async function newLogin(mode: 'json' | 'session') {
    return await logIn(pair.one, await pair.one.admin.createUser(), mode);
  }

  test('who refreshed 1,002 times loses the login at the next use of its owner', async () => {
    const owner = await newLogin('json');
    const sid = sidOf(owner.accessToken);
    let [access, refresh] = [owner.accessToken, owner.refreshToken];
    for (let count = 1; count <= 1_002; count += 1) {
      const at = count % 2 === 0 ? pair.one : pair.two;
      const answer = await at.refresh(refresh);
      refresh = tokenField(answer, 'refresh_token');
      access = tokenField(answer, 'access_token');
      if (count % 25 === 0) await pass(sid, 31_000);
    }
    await pass(sid, refreshGraceMs + 1);
    assert.equal((await pair.two.refresh(owner.refreshToken)).status, 401);
    assert.deepEqual(await acceptingEndpoints(pair.one, access), []);
    assert.equal((await pair.one.refresh(refresh)).status, 401);
  });

  test('whose copied cookie polls is out once its owner uses the one that was replaced', async () => {
    const owner = await newLogin('session');
    const sid = sidOf(owner.accessToken);
    let cookie = owner.cookie;
    for (let day = 0; day < 20; day += 1) {
      const renewed = await pair.two.withCookie('/auth/refresh', 'session', cookie);
      assert.equal(renewed.status, 200, renewed.text);
      cookie = cookieOf(renewed);
      await pass(sid, 12 * 3_600_000);
    }
    assert.notDeepEqual(await acceptingEndpoints(pair.one, cookieToken(cookie)), []);
    const { status } = await pair.one.admin.request('GET', '/users/me', undefined, null, {
      cookie: owner.cookie,
    });
    assert.equal(status, 401);
    assert.deepEqual(await acceptingEndpoints(pair.two, cookieToken(cookie)), []);
  });

  test('is not taken for one: a request with a cookie that was replaced a moment ago', async () => {
    const owner = await newLogin('session');
    const renewed = await pair.two.withCookie('/auth/refresh', 'session', owner.cookie);
    await pass(sidOf(owner.accessToken), 30_000);
    const { status } = await pair.one.admin.request('GET', '/users/me', undefined, null, {
      cookie: owner.cookie,
    });
    assert.equal(status, 401);
    assert.notDeepEqual(await acceptingEndpoints(pair.two, cookieToken(cookieOf(renewed))), []);
  });

  test('is over at the longest life of the login, whatever it refreshes', async () => {
    const owner = await newLogin('session');
    const renewed = cookieOf(await pair.two.withCookie('/auth/refresh', 'session', owner.cookie));
    await pair.one.ageLogin(owner.accessToken, 30 * 86_400_000);
    assert.deepEqual(await acceptingEndpoints(pair.two, cookieToken(renewed)), []);
    assert.equal((await pair.one.withCookie('/auth/refresh', 'session', renewed)).status, 401);
  });
});
