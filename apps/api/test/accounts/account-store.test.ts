import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DirectusAnswer } from '@genie-helper/directus-client';
import type { AdminCall } from '@genie-helper/directus-client/queries';
import { createUserDirectory } from '../../src/accounts/account-store.ts';

const userId = '7e1dd4b0-8c4f-4c22-9f0a-3f5be4f2f2aa';
const by = { userId: 'an administrator', requestId: 'r', address: '192.0.2.1' };

/** A Directus that answers every change so, with one user or none. */
function directory(change: DirectusAnswer, isThere = true) {
  const row = {
    ...{ id: userId, email: 'mia@example.com', first_name: 'Mia', role: { name: 'Pro' } },
    ...{ status: 'active', last_access: null, subscription_tier: 'pro', date_created: null },
    tfa_secret: null,
  };
  const call: AdminCall = async ({ method, path }) => {
    if (method === 'PATCH') return change;
    const data = path.startsWith('/users') ? (isThere ? [row] : []) : { [userId]: 0 };
    return { ok: true, status: 200, data };
  };
  return createUserDirectory(call);
}

const refusal = (code: string) =>
  ({ ok: false, status: 403, code, field: undefined }) as unknown as DirectusAnswer;

test('a change that Directus refuses is an error, not the user as it was', async () => {
  for (const code of ['LIMIT_EXCEEDED', 'RESOURCE_RESTRICTED', 'FORBIDDEN']) {
    const users = directory(refusal(code));
    await assert.rejects(users.change(userId, { role: 'another' }, by), {
      code: 'directus.refused',
      message: new RegExp(code),
    });
  }
});

test('a change of a user who is not there, which Directus calls forbidden, finds nobody', async () => {
  const users = directory(refusal('FORBIDDEN'), false);
  assert.equal(await users.change(userId, { role: 'another' }, by), null);
});
