import type { FastifyRequest, RouteHandlerMethod } from 'fastify';
import fp from 'fastify-plugin';
import { createAdmission, type Release } from './concurrency-limit.ts';
import { AppError } from './errors.ts';
import { type AcquireFairly, createFairAdmission } from './fair-admission.ts';

/**
 * What a route's handler is busy with, by what it waits for: routes of one name share its
 * concurrency limit. A stream of events has passed it when the stream begins.
 */
export type WorkName = 'vault' | 'records' | 'captions' | 'chat' | 'registration' | 'logins';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** None: the handler asks nobody. */
    work?: WorkName;
  }
  interface FastifyRequest {
    /** Ends the request's work; `null` where it has none, or none any more. */
    releaseWork: Release | null;
  }
}

/**
 * Work whose places users share. A model's time goes by what it writes; 64 at once are more than a model of one's own
 * can do.
 */
const places: Partial<Record<WorkName, number>> = { captions: 64 };

/**
 * Refuses work that can't be done in time with 503 `server.overloaded`, after guard, limit and validation and before
 * the handler has begun anything.
 */
export const admission = fp(
  async (app) => {
    const limits = new Map<WorkName, AcquireFairly>();
    const refuse = () => new AppError('server.overloaded', { retryAfterSeconds: 2 });

    app.decorateRequest('releaseWork', null);

    app.addHook('onRoute', (route) => {
      const { work } = route.config ?? {};
      if (work === undefined) return;
      const limit = places[work];
      const acquire =
        limits.get(work) ??
        (limit === undefined
          ? createAdmission({ refuse })
          : createFairAdmission({ refuse, limit }));
      limits.set(work, acquire);
      const kind = `${route.method} ${route.url}`;
      const handler: RouteHandlerMethod = route.handler;
      route.handler = async function admitted(request, reply) {
        request.releaseWork = await acquire(kind, userIdOf(request));
        return handler.call(this, request, reply);
      };
    });

    const release = (request: FastifyRequest, isDone: boolean) => {
      request.releaseWork?.(isDone);
      request.releaseWork = null;
    };
    // A handler's own promise lasts until its answer is taken, which can be long after its work.
    app.addHook('onSend', async (request, { statusCode }) => release(request, statusCode < 300));
    app.addHook('onResponse', async (request) => release(request, false));
  },
  { name: 'admission' },
);

/** Whose work it is; what comes without a user counts as one. */
function userIdOf({ principal }: FastifyRequest): string {
  return principal?.kind === 'user' ? principal.user.userId : '';
}
