/**
 * Rate limits by user, or by address where there is none.
 *
 * Guarantees: a limit counts whoever it names and nobody else: one user's requests never use up another's.
 * An IPv6 address counts as its /64. `X-Forwarded-For` counts only from TRUST_PROXY.
 * The counters are in this process and bounded in number.
 */
import rateLimit from '@fastify/rate-limit';
import type { FastifyReply, FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';
import { AppError } from '../errors/app-error.ts';
import type { LimitName } from './route-contract.ts';

const minuteMs = 60_000;
const registrationsPerMinute = 5;

/** Counts one request. @throws AppError `rate_limit.exceeded` past the limit */
export type CountRequest = (
  request: FastifyRequest,
  reply: FastifyReply,
  limit: LimitName,
  whose: CountedBy,
) => Promise<void>;

/** Whose count goes up. `server`: that of the servers at this address, apart from everyone else there. */
export type CountedBy = { userId: string } | 'address' | 'server';

declare module 'fastify' {
  interface FastifyInstance {
    countRequest: CountRequest;
  }
  interface FastifyRequest {
    limitKey: string;
  }
}

/** Decorates the app with `countRequest`. `max`: requests a minute, 0 for no limit. */
export const rateLimits = fp<{ max: number }>(
  async (app, { max }) => {
    await app.register(rateLimit, { global: false, cache: 50_000 });
    app.decorateRequest('limitKey', '');
    const limiters = {
      default: limiter(max),
      registration: limiter(registrationsPerMinute),
    };

    function limiter(maxPerMinute: number) {
      const keyGenerator = (request: FastifyRequest) => request.limitKey;
      return app.createRateLimit({ max: maxPerMinute, timeWindow: minuteMs, keyGenerator });
    }

    app.decorate('countRequest', async (request, reply, limit, whose) => {
      if (limit === 'none' || (limit === 'default' && max === 0)) return;
      request.limitKey = `${limit}:${countKey(request, whose)}`;
      const count = await limiters[limit](request);
      if (count.isAllowed) return;
      reply.header('ratelimit-limit', count.max);
      reply.header('ratelimit-remaining', count.remaining);
      reply.header('ratelimit-reset', count.ttlInSeconds);
      if (!count.isExceeded) return;
      throw new AppError('rate_limit.exceeded', { retryAfterSeconds: count.ttlInSeconds });
    });
  },
  { name: 'rate-limits' },
);

function countKey(request: FastifyRequest, whose: CountedBy): string {
  if (typeof whose === 'object') return whose.userId;
  const address = rateLimit.normalizeIP(request.ip);
  return whose === 'server' ? `server ${address}` : address;
}
