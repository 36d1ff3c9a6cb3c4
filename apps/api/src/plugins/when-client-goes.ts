import type { FastifyReply } from 'fastify';

/**
 * A signal that is aborted when the client closes the connection before its answer is complete.
 * (`request.signal` won't do: it is aborted as soon as the body has been read.)
 */
export function whenClientGoes(reply: FastifyReply): AbortSignal {
  const controller = new AbortController();
  reply.raw.once('close', () => {
    if (!reply.raw.writableFinished) controller.abort();
  });
  return controller.signal;
}
