import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { field } from '../../test/support/directus-client.ts';
import { leaseDirectus } from '../../test/support/directus-pool.ts';
import { notOnTwelve } from '../../test/support/directus-settings.ts';
import type { TestDirectus } from '../../test/support/start-directus.ts';
import { applyDesiredState, DirectusStateError, inspectDesiredState } from '../src/index.ts';
import { proPolicy, proRoleId, publicPolicy } from '../state/accounts.ts';
import { desiredState } from '../state/index.ts';

import type { DesiredState } from '../state/types.ts';

let directus: TestDirectus;
before(async () => {
  directus = await leaseDirectus();
});
after(() => directus?.stop());

const apply = (state?: DesiredState) =>
  applyDesiredState({
    url: directus.url,
    adminToken: directus.adminToken,
    ...(state === undefined ? {} : { state }),
  });

const inspect = (state?: DesiredState) =>
  inspectDesiredState({
    url: directus.url,
    adminToken: directus.adminToken,
    ...(state === undefined ? {} : { state }),
  });

async function write(method: string, path: string, body?: unknown): Promise<unknown> {
  const answer = await directus.admin.request(method, path, body);
  assert.ok(answer.status < 300, `${method} ${path}: ${answer.status} ${answer.text}`);
  return field(answer.data, 'id');
}

describe('applying the desired state', () => {
  test('changes nothing the second time', async () => {
    assert.deepEqual((await apply()).changes, []);
  });

  test('takes away whatever was granted besides, and says so', async () => {
    const userFields = { policy: proPolicy.id, action: 'read', collection: 'directus_users' };
    await write('POST', '/permissions', { ...userFields, fields: ['*'], permissions: {} });
    const settings = { action: 'read', collection: 'directus_settings', fields: ['*'] };
    await write('POST', '/permissions', { ...settings, policy: publicPolicy.id });
    await write('PATCH', `/policies/${proPolicy.id}`, { app_access: true });
    const admin = await write('POST', '/policies', { name: 'Sneaky', admin_access: true });
    await write('POST', '/access', { role: proRoleId, policy: admin });
    await write('POST', '/access', { role: null, user: null, policy: admin });
    const { changes } = await apply();
    assert.deepEqual(changes.toSorted(), [
      'Corrected the policy Pro: app_access.',
      `Took from the policy $t:public_label: read on directus_settings.`,
      'Took from the policy Pro: read on directus_users.',
      `Took from the public the policy ${admin}.`,
      `Took from the role Pro the policy ${admin}.`,
    ]);
    assert.deepEqual((await apply()).changes, []);
  });

  test('mends a rule that was widened, a field, a setting, and what was deleted', {
    skip: notOnTwelve('rules need a licence'),
  }, async () => {
    const permissions = await directus.admin.request(
      'GET',
      `/permissions?filter[policy][_eq]=${proPolicy.id}&filter[collection][_starts_with]=directus_&sort=collection,action`,
    );
    const rows = Array.isArray(permissions.data) ? permissions.data : [];
    assert.equal(rows.length, 3);
    const [roles, read, update] = rows.map((row) => field(row, 'id'));
    const everyRow = { _or: [{ id: { _eq: '$CURRENT_USER' } }, { id: { _nnull: true } }] };
    await write('PATCH', `/permissions/${read}`, { permissions: everyRow });
    await write('PATCH', `/permissions/${update}`, { fields: ['first_name', 'status'] });
    await write('DELETE', `/permissions/${roles}`);
    await write('PATCH', '/settings', { auth_login_attempts: 3, public_registration: true });
    await write('PATCH', '/fields/directus_users/subscription_tier', { meta: { width: 'full' } });
    const { changes } = await apply();
    assert.deepEqual(changes, [
      'Set the project setting auth_login_attempts to null.',
      'Set the project setting public_registration to false.',
      'Corrected the field directus_users.subscription_tier.',
      'Corrected what the policy Pro may read on directus_users.',
      'Corrected what the policy Pro may update on directus_users.',
      'Allowed the policy Pro to read on directus_roles.',
    ]);
    assert.deepEqual((await apply()).changes, []);
  });

  test('mends to which collections an entry of the access log may belong', async () => {
    const meta = { one_allowed_collections: ['platform_connections'] };
    await write('PATCH', '/relations/credential_access_log/item', { meta });
    assert.deepEqual((await apply()).changes, [
      'Corrected the relation credential_access_log.item -> platform_connections, download_credentials, platform_sessions.',
    ]);
    assert.deepEqual((await apply()).changes, []);
  });

  test('leaves policies, roles and collections of other people alone', async () => {
    const policy = await write('POST', '/policies', { name: 'Editors' });
    const right = { action: 'read', collection: 'directus_files', fields: ['*'], policy };
    const permission = await write('POST', '/permissions', right);
    const role = await write('POST', '/roles', { name: 'Editor' });
    const access = await write('POST', '/access', { role, policy });
    await write('POST', '/collections', { collection: 'articles', schema: {}, meta: {} });
    assert.deepEqual((await apply()).changes, []);
    for (const path of [`/permissions/${permission}`, `/access/${access}`, '/items/articles']) {
      assert.equal((await directus.admin.request('GET', path)).status, 200);
    }
  });

  test('creates a collection with fields, a relation and permissions from data alone, and mends it', {
    skip: notOnTwelve('its permission has rules, which need a licence'),
  }, async () => {
    const wider: DesiredState = {
      ...desiredState,
      collections: [
        {
          collection: 'notes',
          meta: { hidden: true, note: 'Notes of a user.' },
          fields: [
            {
              field: 'id',
              type: 'uuid',
              schema: { is_primary_key: true },
              meta: { special: ['uuid'], hidden: true },
            },
            { field: 'owner', type: 'uuid', schema: {}, meta: { special: ['m2o'] } },
            { field: 'body', type: 'text', schema: { is_nullable: true }, meta: {} },
          ],
        },
      ],
      relations: [
        {
          collection: 'notes',
          field: 'owner',
          relatedCollection: 'directus_users',
          onDelete: 'CASCADE',
        },
      ],
      policies: desiredState.policies.map((policy) =>
        policy.id === proPolicy.id
          ? { ...policy, permissions: [...policy.permissions, note] }
          : policy,
      ),
    };
    const missing = {
      leftOut: [],
      differences: [
        'The collection notes is missing.',
        'The relation notes.owner -> directus_users is missing.',
        "The policy Pro doesn't allow read on notes.",
      ],
    };
    assert.deepEqual(await inspect(wider), missing);
    assert.deepEqual(await inspect(wider), missing, 'looking changes nothing');
    assert.deepEqual((await apply(wider)).changes, [
      'Created the collection notes.',
      'Created the relation notes.owner -> directus_users.',
      'Allowed the policy Pro to read on notes.',
    ]);
    assert.deepEqual((await apply(wider)).changes, []);
    assert.deepEqual((await inspect(wider)).differences, []);
    await write('DELETE', '/fields/notes/body');
    await write('PATCH', '/collections/notes', { meta: { hidden: false } });
    assert.deepEqual((await apply(wider)).changes, [
      'Corrected the collection notes.',
      'Added the field notes.body.',
      // Directus takes a field that goes out of every permission.
      'Corrected what the policy Pro may read on notes.',
    ]);
    assert.deepEqual((await apply()).changes, ['Took from the policy Pro: read on notes.']);
  });

  test('refuses to convert a field of another type', async () => {
    const tier = { field: 'subscription_tier', type: 'integer', schema: {}, meta: {} };
    const extensionFields = [{ collection: 'directus_users', field: tier }];
    await assert.rejects(apply({ ...desiredState, extensionFields }), {
      code: 'directus.state_conflict',
      message: /directus_users\.subscription_tier is of type string, but must be integer/,
    });
  });
});

const note = {
  collection: 'notes',
  action: 'read',
  fields: ['id', 'body'],
  rows: { owner: { _eq: '$CURRENT_USER' } },
} as const;

describe('an apply that cannot work', () => {
  test('names DIRECTUS_ADMIN_TOKEN when the token is wrong or not an administrator’s', async () => {
    const user = await directus.admin.createUser({ token: 'static-token-of-a-pro-user' });
    assert.ok(user.id);
    for (const adminToken of ['wrong', '', 'a.b.c', 'static-token-of-a-pro-user']) {
      await assert.rejects(applyDesiredState({ url: directus.url, adminToken }), (error) => {
        assert.ok(error instanceof DirectusStateError);
        assert.equal(error.code, 'directus.admin_token_refused');
        assert.match(error.message, /DIRECTUS_ADMIN_TOKEN/);
        assert.equal(adminToken !== '' && error.message.includes(adminToken), false);
        return true;
      });
    }
  });

  test('says that Directus did not answer', async () => {
    const url = 'http://127.0.0.1:1';
    await assert.rejects(applyDesiredState({ url, adminToken: 'x' }), {
      code: 'directus.unreachable',
    });
  });

  test('stops when it is aborted', async () => {
    const signal = AbortSignal.abort(new Error('Ctrl-C'));
    const { url, adminToken } = directus;
    await assert.rejects(applyDesiredState({ url, adminToken, signal }), { message: 'Ctrl-C' });
  });
});
