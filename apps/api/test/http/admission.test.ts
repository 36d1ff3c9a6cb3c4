import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { test } from 'node:test';
import Fastify from 'fastify';
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
