/**
 * Rate limits by user, or by address where there is none.
 *
 * Guarantees: a limit counts whoever it names and nobody else: one user's requests never use up another's.
 * An IPv6 address counts as its /64. `X-Forwarded-For` counts only from TRUST_PROXY.
 * Every request is counted in this process, by counters bounded in number. With shared counters theirs decide,
 * and while they give no answer those of this process do: a limit holds at every moment, for a process at least.
 * Doesn't guarantee: that counts outlive a restart of the process, or of Redis where they are shared.
 */
import rateLimit from '@fastify/rate-limit';
import type { FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';
import { AppError } from './errors.ts';
import type { LimitName } from './route-contract.ts';
import type { Count, SharedCounters } from './shared-counters.ts';

const minuteMs = 60_000;

/** Whose count goes up. `server`: that of the servers at this address, apart from everyone else there. */
export type CountedBy = { userId: string } | { clientName: string } | 'address' | 'server';

declare module 'fastify' {
  interface FastifyInstance {
    /** Counts one request. @throws AppError `rate_limit.exceeded` past the limit */
    countRequest(
      request: FastifyRequest,
      reply: FastifyReply,
      limit: LimitName,
      whose: CountedBy,
    ): Promise<void>;
  }
  interface FastifyRequest {
    limitKey: string;
  }
}

/** What the limits need. */
export interface RateLimitsOptions {
  /** RATE_LIMIT_MAX: requests a minute, 0 for no limit. */
  rateLimitMax: number;
  /** Where several API processes count together; none: this process counts for itself. */
  sharedCounters?: Pick<SharedCounters, 'count'> | undefined;
}

/** Decorates the app with `countRequest`. */
export const rateLimits = fp<RateLimitsOptions>(
  async (app, { rateLimitMax, sharedCounters }) => {
    await app.register(rateLimit, { global: false, cache: 50_000 });
    app.decorateRequest('limitKey', '');
    // Requests a minute under each limit; 0: no limit.
    const table = {
      default: rateLimitMax,
      registration: 5,
      recovery: 10,
      'sign-in': 60,
      chat: 20,
    };
    const keyGenerator = (request: FastifyRequest) => request.limitKey;
    const limiters = new Map(
      Object.entries(table).map(([limit, max]) => {
        return [limit, app.createRateLimit({ max, timeWindow: minuteMs, keyGenerator })];
      }),
    );

    app.decorate('countRequest', async (request, reply, limit, whose) => {
      if (limit === 'none' || table[limit] === 0) return;
      const max = table[limit];
      request.limitKey = `${limit}:${countKey(request, whose)}`;
      const countHere = limiters.get(limit);
      if (countHere === undefined) throw new Error(`There is no limit named ${limit}.`);
      const here = await countHere(request);
      if (here.isAllowed) return;
      const shared = await sharedCounters?.count(request.limitKey, minuteMs);
      const count = shared === undefined ? here : standingOf(shared, max);
      reply.header('ratelimit-limit', max);
      reply.header('ratelimit-remaining', count.remaining);
      reply.header('ratelimit-reset', count.ttlInSeconds);
      if (!count.isExceeded) return;
      throw new AppError('rate_limit.exceeded', { retryAfterSeconds: count.ttlInSeconds });
    });
  },
  { name: 'rate-limits' },
);

function standingOf({ current, ttlMs }: Count, max: number) {
  return {
    remaining: Math.max(0, max - current),
    ttlInSeconds: Math.ceil(ttlMs / 1000),
    isExceeded: current > max,
  };
}

function countKey(request: FastifyRequest, whose: CountedBy): string {
  if (typeof whose === 'object') {
    return 'userId' in whose ? whose.userId : `client ${whose.clientName}`;
  }
  const address = rateLimit.normalizeIP(request.ip);
  return whose === 'server' ? `server ${address}` : address;
}
