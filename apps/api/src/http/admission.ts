import type { FastifyRequest, RouteHandlerMethod } from 'fastify';
import fp from 'fastify-plugin';
import { adaptiveLimit, fixedLimit, type Release } from './concurrency-limit.ts';
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
 * Work that has so many places, always, since its time doesn't tell how busy it is. A model's time goes by what it writes;
 * 64 at once are more than a model of one's own can do. What waits for the vault goes along in one call: each takes longer
 * than alone, and costs the less the more there are.
 */
const places: Partial<Record<WorkName, number>> = { captions: 64, vault: 64 };

/** How many pieces of work one user has under way, whatever is free. */
const mostOfUser = 8;

/**
 * Refuses work that can't be done in time with 503 `server.overloaded`, after guard, limit and validation and before
 * the handler has begun anything. Users share the places of each kind of work, so a flood of one is refused by itself.
 */
export const admission = fp(
  async (app) => {
    const limits = new Map<WorkName, AcquireFairly>();
    const refuse = () => new AppError('server.overloaded', { retryAfterSeconds: 2 });

    app.decorateRequest('releaseWork', null);

    app.addHook('onRoute', (route) => {
      const { work } = route.config ?? {};
      if (work === undefined) return;
      const fixed = places[work];
      const concurrency = fixed === undefined ? adaptiveLimit() : fixedLimit(fixed);
      const acquire = limits.get(work) ?? createFairAdmission({ refuse, concurrency, mostOfUser });
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
    app.addHook('onSend', (request, { statusCode }, _payload, done) => {
      release(request, statusCode < 300);
      done();
    });
    app.addHook('onResponse', (request, _reply, done) => {
      release(request, false);
      done();
    });
  },
  { name: 'admission' },
);

function userIdOf({ principal }: FastifyRequest): string | undefined {
  return principal?.kind === 'user' ? principal.user.userId : undefined;
}
