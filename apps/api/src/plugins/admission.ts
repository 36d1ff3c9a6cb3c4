import type { RouteHandlerMethod } from 'fastify';
import fp from 'fastify-plugin';
import { AppError } from '../errors/app-error.ts';
import { type Admit, createAdmission } from '../services/limits/admission.ts';
import { type ConcurrencyLimit, fixedLimit } from '../services/limits/concurrency-limit.ts';

/**
 * What a route's handler is busy with, by what it waits for: routes of one name share the door to it. A stream of
 * events has passed it when the stream begins.
 */
export type WorkName = 'vault' | 'records' | 'captions' | 'chat' | 'registration' | 'logins';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** None: the handler asks nobody. */
    work?: WorkName;
  }
}

/** A model's time goes by what it writes. 64 at once are more than a model of one's own can do. */
const bounds: Partial<Record<WorkName, { concurrency: ConcurrencyLimit }>> = {
  captions: { concurrency: fixedLimit(64) },
};

/**
 * Refuses work that can't be done in time with 503 `server.overloaded`, after guard, limit and validation and before
 * the handler has begun anything.
 */
export const admission = fp(
  async (app) => {
    const doors = new Map<WorkName, Admit>();
    const refuse = () => new AppError('server.overloaded', { retryAfterSeconds: 2 });

    app.addHook('onRoute', (route) => {
      const { work } = route.config ?? {};
      if (work === undefined) return;
      const admit = doors.get(work) ?? createAdmission({ refuse, ...bounds[work] });
      doors.set(work, admit);
      const kind = `${route.method} ${route.url}`;
      const handler: RouteHandlerMethod = route.handler;
      route.handler = async function admitted(request, reply) {
        const leave = await admit(kind);
        let isDone = false;
        try {
          const answer = await handler.call(this, request, reply);
          isDone = true;
          return answer;
        } finally {
          leave(isDone);
        }
      };
    });
  },
  { name: 'admission' },
);
