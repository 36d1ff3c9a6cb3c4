import fp from 'fastify-plugin';
import { AppError } from '../errors/app-error.ts';

declare module 'fastify' {
  interface FastifyInstance {
    /** Aborted when the server begins to close, with `server.closing` as its reason. */
    closing: AbortSignal;
  }
}

/** Decorates the app with `closing`, so that long requests end in time for the process to end. */
export const closing = fp(
  async (app) => {
    const controller = new AbortController();
    app.decorate('closing', controller.signal);
    app.addHook('preClose', async () => {
      controller.abort(new AppError('server.closing', { retryAfterSeconds: 2 }));
    });
  },
  { name: 'closing' },
);
