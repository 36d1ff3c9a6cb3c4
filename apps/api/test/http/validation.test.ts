import assert from 'node:assert/strict';
import { test } from 'node:test';
import Fastify from 'fastify';
import { errorTable } from '../../src/http/errors.ts';
import { explainValidation } from '../../src/http/validation.ts';

const schema = {
  type: 'object',
  properties: { items: { type: 'array', minItems: 1, maxItems: 2, items: { type: 'string' } } },
};

/** What a body's sender is told, through the validator that routes have. */
async function told(body: string | undefined): Promise<unknown> {
  const app = Fastify();
  app.post('/', { schema: { body: schema } }, async () => []);
  app.setErrorHandler<{ validation?: Parameters<typeof explainValidation>[0] }>((error, _, reply) =>
    reply.code(400).send(explainValidation(error.validation ?? [])),
  );
  const headers = body === undefined ? {} : { 'content-type': 'application/json' };
  const payload = body === undefined ? {} : { payload: body };
  const answer = await app.inject({ method: 'POST', url: '/', headers, ...payload });
  return answer.json();
}

test('no body, and one that is no object, are told what to send instead', async () => {
  const message = 'must be a JSON object; {} where every field may be left out';
  for (const body of [undefined, 'null', '[]', '"text"']) {
    assert.deepEqual(await told(body), [{ path: '', message }], body ?? 'none');
  }
});

test('an empty list and one too long are told so in plain words', async () => {
  const of = (message: string) => [{ path: 'items', message }];
  assert.deepEqual(await told('{"items":[]}'), of('must not be empty'));
  assert.deepEqual(await told('{"items":["a","b","c"]}'), of('must have at most 2 entries'));
});

test('the sentences for an empty body and for an unknown address say what helps', () => {
  assert.match(errorTable['request.malformed_json'].message, /empty/);
  assert.match(errorTable['route.not_found'].message, /\/reference .*\/healthz/);
});
