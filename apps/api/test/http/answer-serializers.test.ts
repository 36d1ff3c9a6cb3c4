import assert from 'node:assert/strict';
import { test } from 'node:test';
import Fastify from 'fastify';
import { buildAnswerSerializers } from '../../src/http/answer-serializers.ts';

/** A server whose routes answer with all that there is, each by a form of its own. */
async function serverOf(forms: Record<string, object>) {
  const app = Fastify({
    schemaController: { compilersFactory: { buildSerializer: buildAnswerSerializers } },
  });
  for (const [path, form] of Object.entries(forms)) {
    app.get(path, { schema: { response: { 200: form, 418: form } } }, async (request, reply) => {
      const { status } = request.query as { status?: string };
      return reply.status(status === '418' ? 418 : 200).send({ shown: 'yes', hidden: 'secret' });
    });
  }
  await app.ready();
  return app;
}

const only = (name: string) => ({ type: 'object', properties: { [name]: { type: 'string' } } });

test('an answer has what its own form names, in every server, route and status', async () => {
  const [shown, hidden] = [only('shown'), only('hidden')];
  const forms = { '/shown': shown, '/as-well': shown, '/hidden': hidden };
  for (const app of [await serverOf(forms), await serverOf(forms)]) {
    for (const path of ['/shown', '/as-well', '/hidden']) {
      for (const status of [200, 418]) {
        const { body } = await app.inject(`${path}?status=${status}`);
        assert.equal(body, path === '/hidden' ? '{"hidden":"secret"}' : '{"shown":"yes"}');
      }
    }
    await app.close();
  }
});

test('a form that is used again is compiled once', () => {
  const form = only('shown');
  const route = { method: 'GET', url: '/', httpStatus: '200', schema: form };
  const first = buildAnswerSerializers({}, {})(route);
  assert.equal(buildAnswerSerializers({}, {})({ ...route, httpStatus: '500' }), first);
  assert.notEqual(buildAnswerSerializers({}, {})({ ...route, schema: only('shown') }), first);
});
