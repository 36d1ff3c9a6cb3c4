import assert from 'node:assert/strict';
import { test } from 'node:test';
import Fastify, { type RouteShorthandOptions } from 'fastify';
import Type from 'typebox';
import { buildApp } from '../../src/app.ts';
import { createLogger } from '../../src/http/logging.ts';
import { createMetrics } from '../../src/http/metrics.ts';
import { routeContract } from '../../src/http/route-contract.ts';

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
  const refuse = () => assert.fail('nothing is called');
  const services = {
    validator: { validate: refuse },
    sharedSecret: { isSet: true, check: refuse },
    requireCredentials: refuse,
    accessLog: { list: refuse },
    registration: { register: refuse },
    sessions: { signIn: refuse, renewIfDue: refuse, latestOf: refuse, end: refuse },
    captions: { write: refuse },
    jobs: { submit: refuse, find: refuse, retry: refuse, stats: refuse },
    chat: { answer: refuse, listMessages: refuse, listSessions: refuse },
    listJobs: refuse,
    users: { list: refuse, signOut: refuse },
    jobHistory: { finishedByHour: refuse },
    readiness: { check: refuse },
    metrics: createMetrics(),
  };
  const app = await buildApp(services, { logger: createLogger('silent'), rateLimitMax: 0 });
  assert.throws(
    () => app.get('/forgotten', async () => 'open'),
    /does not state its config\.guard/,
  );
  await app.close();
});
