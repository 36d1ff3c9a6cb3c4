import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { proPolicy } from '../../directus/state/accounts.ts';
import { introspectionSecret } from '../../extensions/guard/test/support/introspection-secret.ts';
import {
  type PostgresPair,
  startPostgresPair,
  whyNoPostgres,
} from '../../extensions/guard/test/support/postgres.ts';
import { adminGrants } from '../support/admin-grants.ts';
import { field } from '../support/directus-client.ts';
import { noUsersMe, testAdmin } from '../support/directus-settings.ts';
import { startTestApi, type TestApi } from '../support/start-api.ts';

const skip = whyNoPostgres() ?? false;

/** Without Redis a Directus keeps what it knows of policies, and doesn't hear what another one changed. */
describe('the admin gate, with changes made at another Directus', { skip }, () => {
  let pair: PostgresPair;

  before(async () => {
    pair = await startPostgresPair();
  });
  after(async () => {
    await pair?.stop();
  });

  async function make(path: string, body: unknown): Promise<string> {
    const answer = await pair.one.admin.request('POST', path, body);
    const id = field(answer.data, 'id');
    assert.equal(typeof id, 'string', answer.text);
    return String(id);
  }

  for (const tokenValidation of ['introspect', 'users-me'] as const) {
    const skip = tokenValidation === 'users-me' && noUsersMe;
    for (const grant of adminGrants) {
      const name = `${tokenValidation}, admin by ${grant.name}: refused from the request after the demotion on`;
      test(name, { skip }, async () => {
        const { admin } = pair.one;
        const kit = { make, request: admin.request, memberPolicy: proPolicy.id };
        const { user, give, take } = await grant.make(kit, admin.createUser);
        await give();
        const token = (await admin.login(user.email, user.password)).accessToken;
        const api = await startTestApi({
          directusUrl: pair.two.url,
          adminToken: testAdmin.token,
          tokenValidation,
          introspectionSecret,
        });
        try {
          assert.equal(await statusAt(api, token), 200);
          await take();
          assert.equal(await statusAt(api, token), 403);
        } finally {
          await api.stop();
        }
      });
    }
  }

  async function statusAt(api: TestApi, token: string): Promise<number> {
    return (await api.request('GET', '/api/admin/audit', { token })).status;
  }
});
