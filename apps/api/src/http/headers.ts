import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import fp from 'fastify-plugin';

const acceptable = /^[A-Za-z0-9._-]{1,128}$/;

/**
 * The id of a request: the caller's `x-request-id` where it's 1 to 128 of `[A-Za-z0-9._-]`, else a new one.
 *
 * @param request the raw request; several headers of that name count as none
 */
export function requestIdOf(request: Pick<IncomingMessage, 'headers'>): string {
  const given = request.headers['x-request-id'];
  return typeof given === 'string' && acceptable.test(given) ? given : randomUUID();
}

/** Puts `x-request-id` on every answer. */
export const requestIds = fp(
  async (app) => {
    app.addHook('onRequest', async (request, reply) => {
      reply.header('x-request-id', request.id);
    });
  },
  { name: 'request-ids' },
);
