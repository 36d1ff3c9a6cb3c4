import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { PassThrough } from 'node:stream';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import Fastify, { type FastifyRequest, type LightMyRequestResponse } from 'fastify';
import { until } from '../../../../test/support/until.ts';
import type { UserPrincipal } from '../../src/auth/principal.ts';
import { admission } from '../../src/http/admission.ts';
import { errorAnswers } from '../../src/http/error-answers.ts';
import { AppError, errorTable } from '../../src/http/errors.ts';

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

test('who has gone while waiting gets no place, and nothing is begun for it', async (t) => {
  const app = Fastify({ forceCloseConnections: true });
  t.after(() => app.close());
  app.decorateRequest('principal', null);
  await app.register(errorAnswers);
  await app.register(admission);
  let begun = 0;
  const { promise: held, resolve: release } = Promise.withResolvers<void>();
  app.get('/work', { config: { work: 'captions', guard: 'user' } }, async () => {
    begun += 1;
    await held;
    return {};
  });
  const port = Number(new URL(await app.listen({ port: 0, host: '127.0.0.1' })).port);
  let closed = 0;
  app.server.on('connection', (socket) => socket.on('close', () => (closed += 1)));
  const clients = Array.from({ length: 70 }, () => {
    const client = connect(port, '127.0.0.1');
    client.write('GET /work HTTP/1.1\r\nHost: a\r\n\r\n');
    return client;
  });
  const places = 64;
  let arrived = 0;
  app.server.on('request', () => (arrived += 1));
  await until(() => arrived === clients.length && begun === places);
  for (const client of clients) client.destroy();
  await until(() => closed === clients.length);
  const waits = fetch(`http://127.0.0.1:${port}/work`);
  await until(() => arrived > clients.length);
  release();
  assert.equal((await waits).status, 200, 'who is still there gets its turn');
  assert.equal(begun, places + 1);
});

/** An app whose guard says whom it was asked about, and whose work takes as long as it's held. */
async function startGuardedApp() {
  const app = Fastify();
  const checked: unknown[] = [];
  const held: (() => void)[] = [];
  app.decorateRequest('principal', null);
  await app.register(errorAnswers);
  await app.register(admission);
  const onRequest = async (request: FastifyRequest) => {
    const { authorization = '' } = request.headers;
    checked.push(authorization);
    if (authorization.startsWith('forged')) throw new AppError('auth.invalid_token');
    const principal = { kind: 'user', user: { userId: authorization } } as unknown as UserPrincipal;
    request.principal = principal;
  };
  const hold = async ({ headers }: FastifyRequest) => {
    if (headers.authorization === 'mia' && checked.length > 3)
      await new Promise<void>((done) => held.push(done));
    else await sleep(20);
    return {};
  };
  for (const guard of ['user', 'admin', 'session'] as const) {
    app.get(`/${guard}`, { onRequest, config: { work: 'vault', guard } }, hold);
  }
  return {
    app,
    checked,
    held,
    ask: (authorization: string, url = '/user') => app.inject({ url, headers: { authorization } }),
  };
}

test('during an overload a flood is refused before its guard, and nobody else is', async () => {
  const { app, checked, held, ask } = await startGuardedApp();
  for (const user of ['mia', 'eve', 'zoe']) assert.equal((await ask(user)).statusCode, 200);
  // Some work must have been done before anything is known of how much can be.
  for (let n = 0; n < 30; n += 1) assert.equal((await ask('ann')).statusCode, 200);
  const flood: Promise<unknown>[] = [];
  const answers: LightMyRequestResponse[] = [];
  const askAsMia = (url?: string) => {
    flood.push(ask('mia', url).then((answer) => answers.push(answer)));
  };
  const checks = () => checked.filter((one) => one === 'mia').length;
  const isRefusedEarly = async () => {
    const before = { checks: checks(), answers: answers.length };
    askAsMia();
    for (let n = 0; n < 20; n += 1) await new Promise(setImmediate);
    return checks() === before.checks && answers.length > before.answers;
  };
  await until(async () => {
    for (let n = 0; n < 100; n += 1) askAsMia();
    return await isRefusedEarly();
  });
  const answer = answers.at(-1);
  assert.equal(answer?.statusCode, 503);
  assert.equal(answer.headers['retry-after'], '2');
  const { requestId, ...body } = answer.json();
  assert.equal(typeof requestId, 'string');
  assert.deepEqual(body, {
    ok: false,
    error: errorTable['server.overloaded'].message,
    code: 'server.overloaded',
  });
  for (const user of ['eve', 'zoe', 'forged']) {
    const { statusCode } = await ask(user);
    assert.equal(statusCode, user === 'forged' ? 401 : 200);
  }
  for (const url of ['/admin', '/session']) {
    const before = checks();
    askAsMia(url);
    await until(() => checks() > before);
  }
  const all = Promise.all(flood).then(() => true);
  await until(() => {
    for (const release of held.splice(0)) release();
    return Promise.race([all, new Promise<boolean>((done) => setTimeout(done, 10, false))]);
  });
  await app.close();
});
