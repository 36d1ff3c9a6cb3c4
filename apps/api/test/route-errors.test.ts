import assert from 'node:assert/strict';
import { test } from 'node:test';
import Type from 'typebox';
import { errorTable } from '../src/http/errors.ts';
import { errorCodesOf, type RouteFacts } from '../src/plugins/route-errors.ts';

const always = ['request.malformed', 'server.internal'];

function codesOf(facts: Partial<RouteFacts>): string[] {
  const config = { guard: 'public', limit: 'none', errors: [] } as const;
  return errorCodesOf({ method: 'GET', url: '/x', config, ...facts });
}

test('a public route without limit, body and parameters has what every route has', () => {
  assert.deepEqual(codesOf({}), always);
});

for (const [guard, codes] of [
  ['user', ['auth.invalid_token', 'directus.unavailable']],
  ['admin', ['auth.invalid_token', 'auth.admin_only', 'directus.unavailable']],
  ['session', ['auth.invalid_token', 'directus.unavailable']],
  ['internal', ['auth.invalid_secret', 'auth.secret_not_set']],
] as const) {
  test(`the guard ${guard} brings its refusals, and the limit that refused callers have`, () => {
    const found = codesOf({ config: { guard, limit: 'none', errors: [] } });
    assert.deepEqual(new Set(found), new Set([...always, ...codes, 'rate_limit.exceeded']));
  });
}

test('what changes something has a body read, and with a cookie needs an origin of ours', () => {
  const body = [
    'request.malformed_json',
    'request.body_too_large',
    'request.unsupported_media_type',
  ];
  for (const code of body) assert.ok(codesOf({ method: 'DELETE' }).includes(code), code);
  const user = { guard: 'user', limit: 'default', errors: [] } as const;
  const internal = { guard: 'internal', limit: 'default', errors: [] } as const;
  assert.ok(codesOf({ method: 'POST', config: user }).includes('auth.foreign_origin'));
  assert.ok(!codesOf({ method: 'GET', config: user }).includes('auth.foreign_origin'));
  assert.ok(!codesOf({ method: 'POST', config: internal }).includes('auth.foreign_origin'));
});

test('whatever is checked against a schema can be invalid; an address with a parameter can be none', () => {
  assert.ok(codesOf({ schema: { body: Type.Object({}) } }).includes('request.invalid'));
  assert.ok(codesOf({ schema: { querystring: Type.Object({}) } }).includes('request.invalid'));
  const parameter = codesOf({ url: '/x/:id' });
  assert.ok(parameter.includes('request.invalid') && parameter.includes('route.not_found'));
});

test("a route's own codes come in the table's order, each once", () => {
  const errors = ['directus.unavailable', 'credentials.busy', 'directus.unavailable'] as const;
  const found = codesOf({ config: { guard: 'user', limit: 'default', errors } });
  const order = Object.keys(errorTable);
  assert.deepEqual(
    found,
    [...found].sort((one, other) => order.indexOf(one) - order.indexOf(other)),
  );
  assert.equal(new Set(found).size, found.length);
  assert.ok(found.includes('credentials.busy'));
});
