import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type CredentialSystem, startCredentialSystem } from '../support/credential-system.ts';
import { noUsersMe } from '../support/directus-settings.ts';
import type { ApiAnswer, TestApi } from '../support/start-api.ts';
import type { Person } from '../support/system.ts';
import { startWriteHook, type WriteHook } from '../support/write-hook.ts';

/** The two ways to the records; the second is for a Directus without the guard. */
const ways = [
  ["through the guard's vault", 'introspect'],
  ["through Directus's own interface", 'users-me'],
] as const;

for (const [way, tokenValidation] of ways) {
  const skip = tokenValidation === 'users-me' && noUsersMe;
  describe(way, { skip }, () => {
    let stack: CredentialSystem;
    let person: Person;
    let apis: [TestApi, TestApi];
    let hook: WriteHook;
    let hooked: TestApi;

    before(async () => {
      stack = await startCredentialSystem({ api: { tokenValidation } });
      person = await stack.person();
      apis = [stack.api, await stack.startApi()];
      hook = await startWriteHook(stack.directus.url);
      hooked = await stack.startApi({ directusUrl: hook.url });
    });
    after(async () => {
      await stack?.stop();
      hook?.close();
    });

    /** Sends to two APIs at the same time, in turn, as servers and people do. */
    function atOnce(
      count: number,
      operation: string,
      body: (index: number) => object,
      headers: Record<string, string>,
    ): Promise<ApiAnswer[]> {
      return Promise.all(
        Array.from({ length: count }, (_, index) => {
          const api = apis[index % 2 === 0 ? 0 : 1];
          const options = { body: body(index), headers };
          return api.request('POST', `/api/credentials/${operation}`, options);
        }),
      );
    }

    const asServer = () => ({ 'x-rbac-sync-secret': stack.secret });
    const asPerson = () => ({ authorization: `Bearer ${person.token}` });

    test('gives each of twelve concurrent stores a version, and reveals the last one', async () => {
      const creatorProfileId = await stack.connect(person);
      const body = (n: number) => ({ creatorProfileId, credentials: { n } });
      const answers = await atOnce(12, 'store', body, asServer());
      const stored = answers.flatMap(({ status, body }, n) => {
        // 409 is an answer too: whoever got it knows that nothing was stored.
        assert.ok(status === 200 || status === 409, String(status));
        return status === 200 ? [{ n, version: Number(body.credentialsVersion) }] : [];
      });
      const versions = stored.map(({ version }) => version).sort((a, b) => a - b);
      assert.deepEqual(
        versions,
        versions.map((_, index) => index + 2),
      );
      assert.ok(stored.length >= 10, `${stored.length} of 12 stored`);
      const last = stored.find(({ version }) => version === versions.at(-1));
      const revealed = await stack.asServer('reveal', { creatorProfileId });
      assert.deepEqual(revealed.body.credentials, { n: last?.n });
      const [row] = await stack.rows(
        'platform_connections',
        `&filter[id][_eq]=${creatorProfileId}`,
      );
      assert.equal(row?.credentials_version, versions.at(-1));
      const log = await stack.rows(
        'credential_access_log',
        `&filter[item][_eq]=${creatorProfileId}&filter[action][_eq]=store`,
      );
      assert.equal(log.length, stored.length);
    });

    test('one profile made many times at once is one record, made once', async () => {
      const profile = { platform: 'tiktok', platform_username: 'once' };
      const body = (n: number) => ({ ...profile, credentials: { n } });
      const answers = await atOnce(10, 'create-profile', body, asPerson());
      for (const { status, text } of answers) assert.equal(status, 200, text);
      assert.equal(new Set(answers.map((answer) => answer.body.id)).size, 1);
      assert.equal(answers.filter((answer) => answer.body.updated === false).length, 1);
      const rows = await stack.rows(
        'platform_connections',
        `&filter[platform][_eq]=tiktok&filter[user][_eq]=${person.id}`,
      );
      assert.equal(rows.length, 1);
      assert.equal(rows[0]?.credentials_version, 10);
    });

    test('sessions of one profile handed over at once end as one that opens', async () => {
      const creatorProfileId = await stack.connect(person);
      const cookies = (n: number) => [{ domain: 'x.com', name: 'n', value: String(n) }];
      const body = (n: number) => ({ creatorProfileId, cookies: cookies(n), userAgent: String(n) });
      const answers = await atOnce(6, 'platform-session', body, asPerson());
      for (const { status, text } of answers) assert.equal(status, 201, text);
      assert.equal(new Set(answers.map((answer) => answer.body.id)).size, 1);
      const session = await stack.asServer('get-platform-session', { creatorProfileId });
      assert.equal(session.status, 200);
      const n = Number(session.body.userAgent);
      assert.deepEqual(session.body.cookies, cookies(n));
    });

    test('stores while the record is removed bring nothing back', async () => {
      const creatorProfileId = await stack.connect(person);
      const body = (n: number) => ({ creatorProfileId, credentials: { n } });
      const [removed, ...stores] = await Promise.all([
        stack.api.request('DELETE', `/api/credentials/${creatorProfileId}`, {
          token: person.token,
        }),
        ...Array.from({ length: 6 }, (_, n) => stack.asServer('store', body(n))),
      ]);
      assert.equal(removed.status, 204);
      for (const { status } of stores) assert.ok([200, 404].includes(status), String(status));
      const revealed = await stack.asServer('reveal', { creatorProfileId });
      assert.equal(revealed.status, 404);
    });

    const cookies = [{ domain: 'x.com', name: 'n', value: '1' }];
    for (const [operation, action, body] of [
      ['store', 'store', { credentials: { n: 1 } }],
      ['update-profile-creds', 'update', { credentials: { n: 1 } }],
      ['platform-session', 'store_session', { cookies }],
    ] as const) {
      test(`${operation} of a record that is removed before it is written is 404, and logged so`, async () => {
        const id = await stack.connect(person);
        const remove = (token: string) =>
          stack.api.request('DELETE', `/api/credentials/${id}`, { token });
        hook.beforeWrite = () => remove(person.token);
        const headers = operation === 'store' ? asServer() : asPerson();
        const name = operation === 'update-profile-creds' ? 'id' : 'creatorProfileId';
        const answer = await hooked.request('POST', `/api/credentials/${operation}`, {
          headers,
          body: { ...body, [name]: id },
        });
        assert.equal(hook.beforeWrite, undefined);
        assert.deepEqual([answer.status, answer.body.code], [404, 'credentials.not_found']);
        const log = await stack.rows(
          'credential_access_log',
          `&filter[connection][_eq]=${id}&filter[action][_eq]=${action}&fields=outcome`,
        );
        assert.deepEqual(log, [{ outcome: 'not_found' }]);
      });
    }

    test('a session whose connection is removed before it is replaced is 404', async () => {
      const creatorProfileId = await stack.connect(person);
      const body = { creatorProfileId, cookies };
      assert.equal((await stack.as(person, 'platform-session', body)).status, 201);
      hook.beforeWrite = () =>
        stack.api.request('DELETE', `/api/credentials/${creatorProfileId}`, {
          token: person.token,
        });
      const options = { headers: asPerson(), body };
      const answer = await hooked.request('POST', '/api/credentials/platform-session', options);
      assert.equal(answer.status, 404, answer.text);
    });

    test('a connection that is removed before its credentials are replaced is made anew', async () => {
      const profile = { platform: 'fansly', platform_username: 'again', credentials: { n: 1 } };
      const first = await stack.as(person, 'create-profile', profile);
      hook.beforeWrite = () =>
        stack.api.request('DELETE', `/api/credentials/${first.body.id}`, { token: person.token });
      const options = { headers: asPerson(), body: profile };
      const again = await hooked.request('POST', '/api/credentials/create-profile', options);
      assert.deepEqual([again.status, again.body.updated], [200, false], again.text);
      assert.notEqual(again.body.id, first.body.id);
    });

    test('nothing is kept for a user who is removed before it is written: 401', async () => {
      for (const [operation, body] of [
        ['create-profile', { platform: 'tiktok', credentials: { n: 1 } }],
        [
          'download-creds',
          { label: 'x', type: 'password', username: 'dana', password: 'a secret' },
        ],
      ] as const) {
        const gone = await stack.person();
        hook.beforeWrite = () => stack.directus.admin.request('DELETE', `/users/${gone.id}`);
        const answer = await hooked.request('POST', `/api/credentials/${operation}`, {
          token: gone.token,
          body,
        });
        assert.deepEqual(
          [answer.status, answer.body.code],
          [401, 'auth.invalid_token'],
          answer.text,
        );
      }
    });

    test('a rewrap that goes by an older ciphertext is refused and changes nothing', async () => {
      const creatorProfileId = await stack.connect(person, { n: 'old' });
      const query = `&filter[id][_eq]=${creatorProfileId}`;
      const [read] = await stack.rows('platform_connections', query);
      await stack.asServer('store', { creatorProfileId, credentials: { n: 'new' } });
      const [stored] = await stack.rows('platform_connections', query);
      const answer = await stack.directus.admin.request('POST', '/items/credential_access_log', {
        at: new Date().toISOString(),
        action: 'rotate',
        outcome: 'done',
        principal_kind: 'server',
        principal_id: 'command',
        request_id: 'test',
        address: '',
        collection: 'platform_connections',
        claim: `platform_connections/${creatorProfileId}/${Number(read?.seal_count) + 1}`,
        item: {
          id: creatorProfileId,
          seal_count: Number(read?.seal_count) + 1,
          encrypted_credentials: read?.encrypted_credentials,
        },
      });
      assert.equal(answer.status, 400);
      assert.match(answer.text, /RECORD_NOT_UNIQUE/);
      assert.deepEqual(await stack.rows('platform_connections', query), [stored]);
    });
  });
}
