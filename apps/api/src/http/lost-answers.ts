/**
 * Requests whose client goes before it has its answer.
 *
 * Guarantees: each of them ends as others do, once: with its line in the log, its metrics and its span, and so with the
 * reason of a refusal. It ends when the answer is cut off, or once there is one. Fastify itself ends a request, by
 * `onResponse`, only when the last of its answer has been handed on. Metrics tell these apart as `lost`.
 */
import type { Socket } from 'node:net';
import type { FastifyReply, FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';

/** Registered before what begins anything for a request. */
export const lostAnswers = fp(
  async (app) => {
    // By connection, since of several requests that were sent at once Node tells only the first that it was closed.
    const underWay = new WeakMap<Socket, Set<FastifyReply>>();

    function answersOn(socket: Socket): Set<FastifyReply> {
      const known = underWay.get(socket);
      if (known !== undefined) return known;
      const answers = new Set<FastifyReply>();
      underWay.set(socket, answers);
      socket.once('close', () => answers.forEach(end));
      return answers;
    }

    app.addHook('onSend', ({ raw }, reply, _payload, done) => {
      if (raw.socket.destroyed) setImmediate(end, reply);
      else answersOn(raw.socket).add(reply);
      done();
    });
    app.addHook('onResponse', ({ raw }, reply, done) => {
      underWay.get(raw.socket)?.delete(reply);
      done();
    });
  },
  { name: 'lost-answers' },
);

/** Whether the client has gone before it had the answer. */
export function isLost({ request, raw }: FastifyReply): boolean {
  return hasGone(request) && !raw.writableFinished;
}

/**
 * Whether a failure may come of its client having gone: that ends what is under way for it, and a model or a Directus that
 * was told to stop looks as if it had failed. It says nothing of the server then. A fault of ours (500) is one all the same.
 */
export function isFailureOfLeaving(status: number, request: FastifyRequest): boolean {
  return status > 500 && hasGone(request);
}

function hasGone({ raw }: FastifyRequest): boolean {
  return raw.socket.destroyed;
}

/**
 * An answer that failed is one of the two ends that Fastify waits for; once either has come it listens no more. The code is
 * the one that Node's own streams give to who reads no further: whoever waits for the answer too, such as a handler's
 * `await reply` or what feeds a stream, hears nothing else than of any connection that was closed.
 */
function end(reply: FastifyReply): void {
  if (!isLost(reply) || reply.raw.listenerCount('error') === 0) return;
  const gone = new Error('the client has gone before its answer');
  reply.raw.emit('error', Object.assign(gone, { code: 'ERR_STREAM_PREMATURE_CLOSE' }));
}
