import fp from 'fastify-plugin';

/** For how long a reader may take nothing, in milliseconds; far more than the time between a stream's comments. */
const stalledMs = 60_000;

/**
 * Lets readers go that take nothing of their answer for a minute. Nothing of an answer that is still being made counts:
 * that may take as long as a model does.
 */
export const stalledReaders = fp(
  async (app) => {
    app.addHook('onSend', async (_request, reply) => {
      reply.raw.setTimeout(stalledMs, () => reply.raw.destroy());
    });
  },
  { name: 'stalled-readers' },
);
