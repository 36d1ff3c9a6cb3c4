import assert from 'node:assert/strict';
import { test } from 'node:test';
import Fastify from 'fastify';
import Type from 'typebox';
import { defaultClient, type Principal } from '../../src/auth/principal.ts';
import { closing } from '../../src/http/closing.ts';
import { feature, operation, type RequestContext, rawOperation } from '../../src/http/operation.ts';

const stated = {
  path: 'POST /double/:times',
  operationId: 'double',
  guard: 'server',
  clientRoute: 'reveal',
  limit: 'none',
  errors: [],
  tag: 'Health',
  summary: 'Doubles',
  description: 'Doubles a number.',
} as const;

const answer = Type.Object({ ok: Type.Literal(true), result: Type.Integer() });

const double = operation({
  ...stated,
  params: Type.Object({ times: Type.String() }),
  body: Type.Object({ number: Type.Integer() }),
  status: 201,
  answer,
  run: ({ body, params, principal }, { plus }: { plus: number }) => {
    assert.equal(principal.secretGeneration, 'current');
    return { ok: true, result: body.number * 2 ** Number(params.times) + plus };
  },
});

const server: Principal = { kind: 'server', client: defaultClient, secretGeneration: 'current' };

async function appWith(principal: Principal | null) {
  const app = Fastify();
  await app.register(closing);
  app.decorateRequest('principal', null);
  app.addHook('onRequest', async (request) => {
    request.principal = principal;
  });
  return app;
}

test('an operation runs without a server', () => {
  const call = {
    body: { number: 3 },
    params: { times: '1' },
    query: undefined,
    principal: { kind: 'server', client: defaultClient, secretGeneration: 'current' },
    request: {} as RequestContext,
  } as const;
  assert.deepEqual(double.run(call, { plus: 1 }), { ok: true, result: 7 });
});

test('what an operation states is its route: method, address, schemas, status of the answer', async () => {
  const app = await appWith(server);
  await app.register(feature<{ plus: number }>([double])({ plus: 1 }));
  const post = (body: object) => app.inject({ method: 'POST', url: '/double/2', payload: body });
  const good = await post({ number: 3 });
  assert.equal(good.statusCode, 201);
  assert.deepEqual(good.json(), { ok: true, result: 13 });
  assert.equal((await post({ number: 'three' })).statusCode, 400);
  assert.equal((await app.inject('/double/2')).statusCode, 404);
  await app.close();
});

test('an operation does not run for a principal that its guard cannot have proved', async () => {
  for (const principal of [null, { kind: 'user' } as Principal]) {
    const app = await appWith(principal);
    await app.register(feature<{ plus: number }>([double])({ plus: 1 }));
    const { statusCode } = await app.inject({
      method: 'POST',
      url: '/double/2',
      payload: { number: 3 },
    });
    assert.equal(statusCode, 500);
    await app.close();
  }
});

test('a raw operation writes its answer itself', async () => {
  const app = await appWith(server);
  const page = rawOperation({
    ...stated,
    answer: Type.String(),
    send: ({ reply }) => reply.code(203).type('text/html').send('<p>'),
  });
  page.addTo(app, undefined);
  const answered = await app.inject({ method: 'POST', url: '/double/2' });
  assert.equal(answered.statusCode, 203);
  assert.equal(answered.body, '<p>');
  await app.close();
});

test('an operation without a stated guard, limit, id, errors or answer does not type-check', () => {
  const run = () => ({ ok: true as const, result: 1 });
  const { guard, limit, operationId, errors, ...rest } = stated;
  // @ts-expect-error without a guard
  operation({ ...rest, limit, operationId, errors, answer, run });
  // @ts-expect-error without a limit
  operation({ ...rest, guard, operationId, errors, answer, run });
  // @ts-expect-error without an operation id
  operation({ ...rest, guard, limit, errors, answer, run });
  // @ts-expect-error without errors
  operation({ ...rest, guard, limit, operationId, answer, run });
  // @ts-expect-error without an answer
  operation({ ...stated, run });
  // @ts-expect-error a server is no user
  operation({ ...stated, answer, run: ({ principal }) => ({ ok: true, result: principal.user }) });
  // @ts-expect-error not what the answer says
  operation({ ...stated, answer, run: () => ({ ok: true, result: 'one' }) });
});
