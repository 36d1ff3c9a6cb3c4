import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, before, describe, test } from 'node:test';
import { type CredentialSystem, startCredentialSystem } from '../support/credential-system.ts';
import type { ApiAnswer, TestApi } from '../support/start-api.ts';
import type { TestDirectus } from '../support/start-directus.ts';
import type { Person } from '../support/system.ts';

let stack: CredentialSystem<TestDirectus>;
let mia: Person;
let zoe: Person;
let withoutGuard: TestApi;

before(async () => {
  stack = await startCredentialSystem({ directus: {} });
  withoutGuard = await stack.startApi({ tokenValidation: 'users-me' });
  [mia, zoe] = await Promise.all([stack.person(), stack.person()]);
});
after(() => stack?.stop());

const cookie = { domain: 'onlyfans.com', name: 'sess', value: 'abc' };

describe('where the log takes no entry, nothing is revealed, stored, made or removed', () => {
  function attempts(api: TestApi, creatorProfileId: string, downloadCredentialId: unknown) {
    const post = (operation: string, body: object, headers: Record<string, string>) => () =>
      api.request('POST', `/api/credentials/${operation}`, { body, headers });
    const asServer = { 'x-rbac-sync-secret': stack.secret };
    const as = ({ token }: Person) => ({ authorization: `Bearer ${token}` });
    const path = `/api/credentials/${creatorProfileId}`;
    const change = { id: creatorProfileId, credentials: { new: 1 } };
    return [
      post('reveal', { creatorProfileId }, asServer),
      post('reveal-download-cred', { downloadCredentialId }, asServer),
      post('get-platform-session', { creatorProfileId }, asServer),
      post('store', { creatorProfileId, credentials: { new: 1 } }, asServer),
      post('update-profile-creds', change, as(mia)),
      post('create-profile', { platform: 'youtube', credentials: {} }, as(mia)),
      post('platform-session', { creatorProfileId, cookies: [cookie] }, as(mia)),
      () => api.request('DELETE', path, { token: mia.token }),
      post('update-profile-creds', change, as(zoe)),
      post('reveal', { creatorProfileId: randomUUID() }, asServer),
    ];
  }

  function assertNothing(answer: ApiAnswer) {
    assert.equal(answer.status, 503, answer.text);
    assert.ok(Number(answer.headers.get('retry-after')) >= 1);
    assert.doesNotMatch(answer.text, /canary/);
  }

  async function assertUnharmed(
    blocked: () => Promise<void>,
    unblock: () => Promise<void>,
    apis = [stack.api, withoutGuard],
  ) {
    const creatorProfileId = await stack.connect(mia, { key: 'canary-90' });
    const cookies = [{ ...cookie, value: 'canary-91' }];
    await stack.as(mia, 'platform-session', { creatorProfileId, cookies });
    const login = { label: 'a', type: 'password', username: 'canary-92', password: 'canary-93' };
    const download = await stack.as(mia, 'download-creds', login);
    const collections = ['platform_connections', 'platform_sessions', 'download_credentials'];
    const all = () => Promise.all(collections.map((name) => stack.rows(name)));
    const before = await all();
    await blocked();
    try {
      for (const api of apis) {
        for (const attempt of attempts(api, creatorProfileId, download.body.id)) {
          assertNothing(await attempt());
        }
      }
      assert.deepEqual(await all(), before);
    } finally {
      await unblock();
    }
  }

  test('because the database refuses the row', async () => {
    const db = new DatabaseSync(join(stack.directus.settings.dataDir, 'directus.db'));
    try {
      await assertUnharmed(
        async () =>
          db.exec(
            "CREATE TRIGGER closed BEFORE INSERT ON credential_access_log BEGIN SELECT RAISE(ABORT, 'closed'); END",
          ),
        async () => db.exec('DROP TRIGGER closed'),
      );
    } finally {
      db.close();
    }
    const creatorProfileId = await stack.connect(mia);
    assert.equal((await stack.asServer('reveal', { creatorProfileId })).status, 200);
  });

  // The guard asks nobody but the database whether an entry may be written.
  test("because Directus refuses it, on the way through Directus's own interface", async () => {
    const path = '/fields/credential_access_log/action';
    const validate = (validation: unknown) =>
      stack.directus.admin.request('PATCH', path, { meta: { validation } });
    await assertUnharmed(async () => {
      const answer = await validate({ _and: [{ action: { _eq: 'nothing' } }] });
      assert.equal(answer.status, 200);
    }, async () => {
      await validate(null);
    }, [withoutGuard]);
    assert.match(withoutGuard.log(), /audit\.unavailable/);
  });

  test('because the collection is gone', async () => {
    await assertUnharmed(
      async () => {
        const path = '/collections/credential_access_log';
        assert.equal((await stack.directus.admin.request('DELETE', path)).status, 204);
      },
      async () => undefined,
    );
  });
});
