import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { LinkPurpose } from '@genie-helper/guard-protocol';
import { issue, newPassword, redeem } from '../../extensions/guard/test/support/account-links.ts';
import { introspectionSecret } from '../../extensions/guard/test/support/introspection-secret.ts';
import {
  type PostgresPair,
  startPostgresPair,
  whyNoPostgres,
} from '../../extensions/guard/test/support/postgres.ts';
import { openBrowser } from '../support/browser.ts';
import type { TestUser } from '../support/directus-client.ts';
import { otherTokenValidation, testAdmin } from '../support/directus-settings.ts';
import { startTestApi, type TestApi } from '../support/start-api.ts';

const skip = whyNoPostgres() ?? false;
const rounds = 10;

describe('links and passwords, with two Directus on one PostgreSQL', { skip }, () => {
  let pair: PostgresPair;
  let introspecting: TestApi;
  let otherApi: TestApi;

  before(async () => {
    pair = await startPostgresPair();
    const shared = { adminToken: testAdmin.token, introspectionSecret };
    const [one, two] = [pair.one.url, pair.two.url];
    introspecting = await startTestApi({
      ...shared,
      directusUrl: one,
      tokenValidation: 'introspect',
    });
    otherApi = await startTestApi({
      ...shared,
      directusUrl: two,
      tokenValidation: otherTokenValidation,
    });
  });
  after(async () => {
    await introspecting?.stop();
    await otherApi?.stop();
    await pair?.stop();
  });

  const newUser = () => pair.one.admin.createUser();
  const logIn = async ({ email }: TestUser, password: string) =>
    (await pair.two.admin.request('POST', '/auth/login', { email, password }, null)).status;

  async function statuses(token: string): Promise<number[]> {
    const me = '/users/me?fields=id';
    const answers = [
      await introspecting.request('GET', '/api/me', { token }),
      await otherApi.request('GET', '/api/me', { token }),
      await pair.one.admin.request('GET', me, undefined, token),
      await pair.two.admin.request('GET', me, undefined, token),
    ];
    return answers.map(({ status }) => status);
  }

  const ways: [name: string, (user: TestUser) => Promise<{ status: number }>][] = [
    [
      'a reset',
      async ({ id }) => {
        const { token } = await issue(pair.two, { userId: id });
        const body = { token, password: newPassword };
        return await introspecting.request('POST', '/api/account/password/reset', { body });
      },
    ],
    [
      'a change with the cookie',
      async ({ email, password }) => {
        const { send } = openBrowser({ url: introspecting.url });
        await send('POST', '/api/session', { body: { email, password } });
        const body = { currentPassword: password, newPassword };
        return await send('POST', '/api/account/password', { body });
      },
    ],
  ];

  for (const [name, happen] of ways) {
    test(`after ${name} every token of before is refused at both APIs and both Directus`, async () => {
      const user = await newUser();
      const { accessToken, refreshToken } = await pair.two.admin.login(user.email, user.password);
      assert.deepEqual(await statuses(accessToken), [200, 200, 200, 200]);
      assert.equal((await happen(user)).status, 200);
      assert.deepEqual(await statuses(accessToken), [401, 401, 401, 401]);
      assert.equal((await pair.two.refresh(refreshToken)).status, 401);
      assert.deepEqual(
        [await logIn(user, user.password), await logIn(user, newPassword)],
        [401, 200],
      );
    });
  }

  const otherLinks: [name: string, purpose: LinkPurpose, path: string][] = [
    ['a new address', 'email-change', '/api/account/email/verify'],
    ['"this wasn\'t me"', 'not-me', '/api/account/not-me'],
  ];

  for (const [name, purpose, path] of otherLinks) {
    test(`after ${name} every token of before is refused at both APIs and both Directus`, async () => {
      const user = await newUser();
      const { accessToken, refreshToken } = await pair.two.admin.login(user.email, user.password);
      const newEmail = purpose === 'email-change' ? { newEmail: `new-${user.email}` } : {};
      const { token } = await issue(pair.two, { userId: user.id, purpose, ...newEmail });
      assert.deepEqual(await statuses(accessToken), [200, 200, 200, 200]);
      assert.equal((await otherApi.request('POST', path, { body: { token } })).status, 200);
      assert.deepEqual(await statuses(accessToken), [401, 401, 401, 401]);
      assert.equal((await pair.two.refresh(refreshToken)).status, 401);
    });
  }

  test('two who bring one link at one moment to two Directus: one has it', async () => {
    for (let round = 0; round < rounds; round += 1) {
      const user = await newUser();
      const { token } = await issue(pair.one, { userId: user.id });
      const passwords = ['one-of-the-two-1A', 'two-of-the-two-2B'];
      const answers = await Promise.all(
        [pair.one, pair.two].map((at, index) =>
          redeem(at, token, { password: passwords[index] ?? '' }),
        ),
      );
      const won = answers.map(({ verdict }) => verdict === 'redeemed');
      assert.equal(won.filter(Boolean).length, 1);
      const lost = answers.find(({ verdict }) => verdict !== 'redeemed');
      assert.deepEqual(lost, { verdict: 'refused', reason: 'used' });
      const works = await Promise.all(passwords.map((password) => logIn(user, password)));
      assert.deepEqual(
        works,
        won.map((isIt) => (isIt ? 200 : 401)),
      );
    }
  });

  test('two links that are made at one moment: one lives', async () => {
    for (let round = 0; round < rounds; round += 1) {
      const user = await newUser();
      await Promise.all([pair.one, pair.two].map((at) => issue(at, { userId: user.id })));
      const live = await pair.db('genie_account_links').where({ user: user.id, state: 'live' });
      assert.equal(live.length, 1);
    }
  });

  test("a link and an administrator's new password never wait for each other for good", async () => {
    for (let round = 0; round < rounds; round += 1) {
      const user = await newUser();
      const { token } = await issue(pair.one, { userId: user.id });
      const password = 'of-the-administrator-6Z';
      const [link, patch] = await Promise.all([
        redeem(pair.one, token),
        pair.two.admin.request('PATCH', `/users/${user.id}`, { password }),
      ]);
      assert.equal(patch.status, 200, patch.text);
      const [byLink, byPatch] = [await logIn(user, newPassword), await logIn(user, password)];
      // Whichever came second has set the password; where that is the link, it came first or not at all.
      assert.deepEqual([byLink, byPatch].sort(), [200, 401]);
      if (link.verdict === 'refused') assert.equal(byPatch, 200);
      assert.equal((await redeem(pair.two, token)).verdict, 'refused');
    }
    assert.deepEqual(
      pair.lines.filter((line) => line.includes('deadlock')),
      [],
    );
  });

  test('of a change and a reset at one moment one counts, and no change after the reset', async () => {
    for (let round = 0; round < rounds; round += 1) {
      const user = await newUser();
      const { token } = await issue(pair.one, { userId: user.id });
      const { accessToken } = await pair.one.admin.login(user.email, user.password);
      const change = otherApi.request('POST', '/api/account/password', {
        token: accessToken,
        body: { currentPassword: user.password, newPassword: 'of-the-intruder-8W' },
      });
      const [link, changed] = await Promise.all([redeem(pair.one, token), change]);
      const works = [await logIn(user, newPassword), await logIn(user, 'of-the-intruder-8W')];
      if (link.verdict === 'redeemed') assert.deepEqual(works, [200, 401]);
      else {
        // The change was there before the link came, and ended it as a new password does.
        assert.deepEqual([link.verdict, changed.status, ...works], ['refused', 200, 401, 200]);
      }
    }
  });
});
