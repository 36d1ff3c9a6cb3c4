import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { test } from 'node:test';
import Fastify from 'fastify';
import type { UserPrincipal } from '../../src/auth/principal.ts';
import { admission } from '../../src/http/admission.ts';
import { AppError } from '../../src/http/errors.ts';

/** More than any door lets in at once, so that one place which isn't given back is missed. */
const many = 300;

test('a place is given back whatever the handler does: answers, throws, or goes on with a stream', async () => {
  const app = Fastify();
  await app.register(admission);
  const config = { work: 'records' } as const;
  const streams: PassThrough[] = [];
  app.get('/answers', { config }, async () => ({ ok: true }));
  app.get('/throws', { config }, async () => {
    throw new AppError('directus.unavailable');
  });
  app.get('/streams', { config }, async (_request, reply) => {
    const stream = new PassThrough();
    streams.push(stream);
    stream.write(':\n\n');
    return reply.send(stream);
  });

  for (const url of ['/answers', '/throws', '/streams']) {
    const answers: Promise<unknown>[] = [];
    for (let n = 0; n < many; n += 1) {
      const answer = app.inject({ method: 'GET', url });
      answers.push(answer);
      if (url !== '/streams') await answer;
      else while (streams.length <= n) await new Promise(setImmediate);
    }
    for (const stream of streams) stream.end();
    await Promise.all(answers);
  }
  assert.equal((await app.inject('/answers')).statusCode, 200);
  await app.close();
});

test('a flood of one user, of whatever work, keeps no other user and no server waiting', async () => {
  for (const work of ['chat', 'records', 'vault', 'captions'] as const) {
    const app = Fastify();
    app.decorateRequest('principal', null);
    app.addHook('onRequest', async (request) => {
      const { user } = request.headers;
      const principal = { kind: 'user', user: { userId: user } } as unknown as UserPrincipal;
      if (user !== undefined) request.principal = principal;
    });
    await app.register(admission);
    const { promise: held, resolve: release } = Promise.withResolvers<void>();
    const begun: unknown[] = [];
    app.post('/work', { config: { work } }, async ({ headers }) => {
      begun.push(headers.user);
      if (headers.user === 'mia') await held;
      return {};
    });
    const ask = (user?: string) =>
      app.inject({ method: 'POST', url: '/work', headers: user === undefined ? {} : { user } });
    const flood = Array.from({ length: 200 }, () => ask('mia'));
    for (let n = 0; n < 100; n += 1) await new Promise(setImmediate);
    assert.ok(begun.length > 0);
    for (const user of ['eve', 'zoe', undefined]) {
      const answer = ask(user);
      for (let n = 0; n < 100 && !begun.includes(user); n += 1) await new Promise(setImmediate);
      assert.ok(begun.includes(user), `${work}: ${user} waits`);
      assert.equal((await answer).statusCode, 200);
    }
    release();
    await Promise.all(flood);
    await app.close();
  }
});
