import assert from 'node:assert/strict';
import { test } from 'node:test';
import { jsonAnswer, startFakeUpstream } from '../../test/support/fake-upstream.ts';
import { DirectusStateError } from '../src/errors.ts';
import type { Change } from '../src/reconcile/context.ts';
import { createDirectusApi } from '../src/reconcile/directus-api.ts';
import { hasRules } from '../src/reconcile/licence.ts';
import { reconcilePolicies } from '../src/reconcile/policies.ts';
import { desiredState } from '../state/index.ts';
import type { PermissionState } from '../state/types.ts';

const [publicPolicy, pro] = desiredState.policies;
const plain: PermissionState = { collection: 'notes', action: 'read', fields: ['*'], rows: {} };

test('rules are: some rows, some fields, or a form of what is written', () => {
  assert.equal(hasRules(plain), false);
  assert.equal(hasRules({ ...plain, fields: ['id'] }), true);
  assert.equal(hasRules({ ...plain, rows: { id: { _eq: 1 } } }), true);
  assert.equal(hasRules({ ...plain, validation: { id: { _eq: 1 } } }), true);
});

/** What the reconciler would do to the Pro policy, with one more permission of all fields and rows, at this Directus. */
async function plan(answers: Record<string, unknown>, own: { listed: object[]; ids: number[] }) {
  assert.ok(pro);
  const policy = { ...pro, permissions: [...pro.permissions, plain] };
  const changes: Change[] = [];
  const leftOut: string[] = [];
  const api = {
    list: async (path: string) =>
      path === '/policies'
        ? [{ id: pro.id, name: pro.name, ...pro.meta, permissions: own.ids }]
        : own.listed.map((row) => ({ ...row })),
    read: async (path: string) => ({ ...Object(answers[path]) }),
  };
  const change = async (each: Change) => void changes.push(each);
  await reconcilePolicies({ api, change, leaveOut: (what) => void leftOut.push(what) }, [policy]);
  return { changes, leftOut, policy };
}

const unlicensed = {
  '/server/info': { version: '12.4.0' },
  '/license': { entitlements: { custom_permission_rules_enabled: { default: false } } },
};
const licensed = {
  '/server/info': { version: '12.4.0' },
  '/license': {
    entitlements: { custom_permission_rules_enabled: { default: false, override: true } },
  },
};
const nothingYet = { listed: [], ids: [] };

test('Directus 11 and a licensed 12 get every permission; nothing is left out', async () => {
  for (const answers of [{ '/server/info': { version: '11.17.4' } }, licensed]) {
    const { changes, leftOut, policy } = await plan(answers, nothingYet);
    assert.equal(changes.length, policy.permissions.length);
    assert.deepEqual(leftOut, []);
  }
});

test('12 without a licence gets those without rules; the others are named, not asked for', async () => {
  const { changes, leftOut } = await plan(unlicensed, nothingYet);
  assert.deepEqual(
    changes.map(({ done }) => done),
    ['Allowed the policy Pro to read on notes.'],
  );
  assert.equal(leftOut.length, pro?.permissions.length);
  assert.ok(leftOut.includes('Pro: update on directus_users'));
});

test('what 12 keeps from before and no longer lists is taken away', async () => {
  const row = { id: 1, policy: pro?.id, ...plain, permissions: {}, validation: null };
  const { changes } = await plan(unlicensed, { listed: [row], ids: [1, 7, 9] });
  assert.deepEqual(
    changes.map(({ method, path }) => `${method} ${path}`),
    ['DELETE /permissions/7', 'DELETE /permissions/9'],
  );
});

test('a permission that the licence refuses is told as that, not as a refused token', async (t) => {
  const extensions = { code: 'RESOURCE_RESTRICTED', category: 'custom_permission_rules_enabled' };
  const upstream = await startFakeUpstream();
  t.after(upstream.close);
  const body = { errors: [{ message: 'restricted', extensions }] };
  upstream.answer(jsonAnswer(403, JSON.stringify(body)));
  const api = createDirectusApi({ url: upstream.url, adminToken: 'x'.repeat(40) });
  await assert.rejects(
    api.write('POST', '/permissions', {}),
    (error) =>
      error instanceof DirectusStateError &&
      error.code === 'directus.not_licensed' &&
      /licence .* POST \/permissions .*custom_permission_rules_enabled/.test(error.message),
  );
});

test('the public policy has no permission that a licence could matter for', () => {
  assert.deepEqual(publicPolicy?.permissions, []);
});
