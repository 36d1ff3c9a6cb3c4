import type { FastifyRequest, RouteHandlerMethod } from 'fastify';
import fp from 'fastify-plugin';
import { adaptiveLimit, fixedLimit, type Release } from './concurrency-limit.ts';
import { errorBodyOf } from './error-answers.ts';
import { AppError } from './errors.ts';
import { type AcquireFairly, createFairAdmission } from './fair-admission.ts';
import { createKnownCallers, provenCallerOf, type ShownCaller } from './known-callers.ts';
import {
  type Caller,
  createLoadShedding,
  type EarlyRefusalReason,
  type LoadShedding,
  type Visit,
} from './load-shedding.ts';
import type { GuardName } from './route-contract.ts';

/**
 * What a route's handler is busy with, by what it waits for: routes of one name share its
 * concurrency limit. A stream of events has passed it when the stream begins.
 */
export type WorkName = 'vault' | 'records' | 'captions' | 'chat' | 'registration' | 'logins';

/** A refusal before the guard. The caller is whom the guard let through before, by the same credential, or an address. */
export interface EarlyRefusal {
  work: WorkName;
  reason: EarlyRefusalReason;
  caller: Caller;
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** None: the handler asks nobody. */
    work?: WorkName;
  }
  interface FastifyRequest {
    /** Ends the request's work; `null` where it has none, or none any more. */
    releaseWork: Release | null;
    /** Who asks, before the guard knows; `null` where it has no work. */
    caller: ShownCaller | null;
    /** Where it was refused before its guard. */
    earlyRefusal: EarlyRefusal | null;
    /** The request on its way to its work and through it; `null` where it has none. */
    visit: Visit | null;
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

/** Routes by which an operator gets through, and by which anybody signs out: they're never refused before their guard. */
const alwaysHeard: readonly GuardName[] = ['admin', 'operator', 'session'];

const retryAfterSeconds = 2;

/**
 * Refuses work that can't be done in time with 503 `server.overloaded`: during an overload before anything is done for
 * the request (`load-shedding.ts`), otherwise after guard, limit and validation and before the handler has begun
 * anything. Users share the places of each kind of work, and a server's flood is a line of its own, so a flood of one is
 * refused by itself.
 */
export const admission = fp(
  async (app) => {
    const limits = new Map<WorkName, AcquireFairly>();
    const shedding = new Map<WorkName, LoadShedding>();
    const callers = createKnownCallers();
    const refuse = () => new AppError('server.overloaded', { retryAfterSeconds });

    app.decorateRequest('releaseWork', null);
    app.decorateRequest('caller', null);
    app.decorateRequest('earlyRefusal', null);
    app.decorateRequest('visit', null);

    app.addHook('onRequest', (request, reply, done) => {
      const { work, guard } = request.routeOptions.config;
      if (work === undefined || (guard !== undefined && alwaysHeard.includes(guard))) return done();
      const caller = callers.of(request);
      const entered = shedding.get(work)?.enter(caller);
      if (typeof entered !== 'string') {
        request.caller = caller;
        request.visit = entered ?? null;
        return done();
      }
      request.earlyRefusal = { work, reason: entered, caller };
      // An error's own way costs several times as much, with a second line for the log; the answer is the same.
      reply.errorCode = 'server.overloaded';
      reply.code(503).header('retry-after', retryAfterSeconds);
      reply.send(errorBodyOf('server.overloaded', request.id));
    });

    app.addHook('onRoute', (route) => {
      const { work } = route.config ?? {};
      if (work === undefined) return;
      const fixed = places[work];
      const concurrency = fixed === undefined ? adaptiveLimit() : fixedLimit(fixed);
      const acquire = limits.get(work) ?? createFairAdmission({ refuse, concurrency, mostOfUser });
      limits.set(work, acquire);
      if (!shedding.has(work)) {
        shedding.set(
          work,
          createLoadShedding({ most: concurrency.limit, mostOfUser, isFixed: work === 'captions' }),
        );
      }
      const kind = `${route.method} ${route.url}`;
      const handler: RouteHandlerMethod = route.handler;
      route.handler = async function admitted(request, reply) {
        request.visit?.arrive();
        // Nobody would read the answer for who has gone meanwhile.
        const mayWait = () => !request.raw.socket.destroyed && (request.visit?.mayWait() ?? true);
        request.releaseWork = await acquire(kind, provenCallerOf(request), mayWait);
        request.visit?.begin();
        return handler.call(this, request, reply);
      };
    });

    const release = (request: FastifyRequest, isDone: boolean) => {
      request.releaseWork?.(isDone);
      request.releaseWork = null;
      request.visit?.end(isDone);
      request.visit = null;
      if (request.caller !== null) callers.remember(request, request.caller);
      request.caller = null;
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
