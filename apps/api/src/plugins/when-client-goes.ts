import type { FastifyReply } from 'fastify';

/**
 * A signal that is aborted when an answer is no longer worth its cost: the client closes the connection before it is
 * complete, or the server closes, with `server.closing` as the reason.
 * (`request.signal` won't do: it is aborted as soon as the body has been read.)
 */
export function whenClientGoes(reply: FastifyReply): AbortSignal {
  const controller = new AbortController();
  // Who has gone already closes nothing any more.
  if (reply.raw.destroyed) controller.abort();
  reply.raw.once('close', () => {
    if (!reply.raw.writableFinished) controller.abort();
  });
  return AbortSignal.any([controller.signal, reply.server.closing]);
}
