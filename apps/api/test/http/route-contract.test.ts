import assert from 'node:assert/strict';
import { test } from 'node:test';
import Fastify, { type RouteShorthandOptions } from 'fastify';
import Type from 'typebox';
import { type AppServices, buildApp } from '../../src/app.ts';
import { errorTable } from '../../src/http/errors.ts';
import { createLogger } from '../../src/http/logging.ts';
import { errorCodesOf, type RouteFacts, routeContract } from '../../src/http/route-contract.ts';

const whole: RouteShorthandOptions = {
  config: { guard: 'public', limit: 'default', errors: [] },
  schema: { operationId: 'one', response: { 200: Type.Object({}) } },
};

async function boot(...routes: RouteShorthandOptions[]) {
  const app = Fastify();
  await app.register(routeContract);
  routes.forEach((options, index) => {
    app.get(`/route-${index}`, options, async () => ({}));
  });
  await app.ready();
  await app.close();
}

test('a route that states everything boots', async () => {
  await boot(whole);
});

for (const [what, options] of [
  ['config.guard', { ...whole, config: { limit: 'default', errors: [] } }],
  ['config.limit', { ...whole, config: { guard: 'public', errors: [] } }],
  ['config.errors', { ...whole, config: { guard: 'public', limit: 'default' } }],
  ['schema.operationId', { ...whole, schema: { response: { 200: Type.Object({}) } } }],
  ['schema.response', { ...whole, schema: { operationId: 'one' } }],
  ['config.guard', {}],
  ['config.clientRoute', { ...whole, config: { guard: 'server', limit: 'default', errors: [] } }],
] as [string, RouteShorthandOptions][]) {
  test(`a route that lacks ${what} stops the server from starting and is named`, async () => {
    await assert.rejects(boot(options), (error: Error) => {
      assert.match(error.message, /GET \/route-0 does not state its/);
      assert.ok(error.message.includes(what));
      return true;
    });
  });
}

test('two routes of one operation id stop the server from starting', async () => {
  await assert.rejects(boot(whole, whole), /has the operation id of GET \/route-0/);
});

test("the product's own server refuses a route that was added without a guard", async () => {
  // Nothing is called.
  const app = await buildApp({} as AppServices, {
    logger: createLogger('silent'),
    rateLimitMax: 0,
  });
  assert.throws(
    () => app.get('/forgotten', async () => 'open'),
    /does not state its config\.guard/,
  );
  await app.close();
});

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
  [
    'admin',
    ['auth.invalid_token', 'auth.two_factor_required', 'auth.admin_only', 'directus.unavailable'],
  ],
  ['session', ['auth.invalid_token', 'directus.unavailable']],
  [
    'server',
    ['auth.invalid_secret', 'auth.secret_not_set', 'client.not_allowed', 'directus.unavailable'],
  ],
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
  const server = { guard: 'server', limit: 'default', errors: [] } as const;
  assert.ok(codesOf({ method: 'POST', config: user }).includes('auth.foreign_origin'));
  assert.ok(!codesOf({ method: 'GET', config: user }).includes('auth.foreign_origin'));
  assert.ok(!codesOf({ method: 'POST', config: server }).includes('auth.foreign_origin'));
});

test('a route with a schema may answer 400, one with a parameter 404 as well', () => {
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
