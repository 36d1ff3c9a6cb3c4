/**
 * Deny by default, visibly.
 *
 * Guarantees: a route that doesn't state who may call it, how often, under which operation id and with
 * which answers stops the server from starting. Nothing is public by being forgotten.
 */
import type { RouteOptions } from 'fastify';
import fp from 'fastify-plugin';

/**
 * Who may call a route. `public`: anyone · `user`: whoever holds a token that Directus vouches for, in the header or in
 * the cookie of a session · `admin`: such a user with admin access · `session`: such a user with the cookie, whatever
 * the header says · `internal`: a server that holds the shared secret, and no user whatever its token · `operator`: such a
 * server, or a program on this machine.
 */
export type GuardName = 'public' | 'user' | 'admin' | 'session' | 'internal' | 'operator';

/**
 * How often: `default`: RATE_LIMIT_MAX · `registration`: 5 a minute for an address · `sign-in`: 60 a minute for an
 * address · `chat`: 20 a minute for a user · `none`: no limit.
 */
export type LimitName = 'default' | 'registration' | 'sign-in' | 'chat' | 'none';

declare module 'fastify' {
  interface FastifyContextConfig {
    guard?: GuardName;
    limit?: LimitName;
  }
  interface FastifySchema {
    operationId?: string;
    summary?: string;
    description?: string;
  }
}

/** Refuses routes that don't state their guard, limit, operation id and responses. */
export const routeContract = fp(
  async (app) => {
    const operationIds = new Map<string, string>();
    app.addHook('onRoute', (route) => {
      const missing = findMissing(route);
      const name = `${route.method} ${route.url}`;
      if (missing.length > 0) throw new Error(`${name} does not state its ${missing.join(', ')}.`);
      if (route.method === 'HEAD') return;
      const operationId = route.schema?.operationId ?? '';
      const other = operationIds.get(operationId);
      if (other !== undefined) throw new Error(`${name} has the operation id of ${other}.`);
      operationIds.set(operationId, name);
    });
  },
  { name: 'route-contract' },
);

function findMissing({ config, schema }: RouteOptions): string[] {
  const stated: [string, unknown][] = [
    ['config.guard', config?.guard],
    ['config.limit', config?.limit],
    ['config.errors', config?.errors],
    ['schema.operationId', schema?.operationId],
    ['schema.response', schema?.response],
  ];
  return stated.filter(([, value]) => value === undefined).map(([name]) => name);
}
