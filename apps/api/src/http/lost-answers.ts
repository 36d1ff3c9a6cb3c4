/**
 * Requests whose client goes before it has its answer.
 *
 * Guarantees: each of them ends as others do, once: with its line in the log, its metrics and its span, and so with the
 * reason of a refusal. Fastify itself ends a request, by `onResponse`, only when the last of its answer has been handed on.
 */
import type { FastifyReply } from 'fastify';
import fp from 'fastify-plugin';

/** Registered before what begins anything for a request. */
export const lostAnswers = fp(
  async (app) => {
    app.addHook('onRequest', (_request, reply, done) => {
      // While its handler is at work its status isn't known; it ends when that has an answer, which nobody gets.
      reply.raw.once('close', () => reply.raw.headersSent && end(reply));
      done();
    });
    app.addHook('onSend', (_request, reply, _payload, done) => {
      if (reply.raw.destroyed) setImmediate(end, reply);
      done();
    });
  },
  { name: 'lost-answers' },
);

/** Whether the client has gone before it had the answer. */
export function isLost({ raw }: Pick<FastifyReply, 'raw'>): boolean {
  return raw.destroyed && !raw.writableFinished;
}

/** An answer that failed is one of the two that Fastify waits for; once either has come it listens no more. */
function end(reply: FastifyReply): void {
  if (!isLost(reply) || reply.raw.listenerCount('error') === 0) return;
  reply.raw.emit('error', new Error('the client has gone before its answer'));
}
