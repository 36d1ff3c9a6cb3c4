/**
 * Deny by default, visibly.
 *
 * Guarantees: a route that doesn't state who may call it, how often, under which operation id and with
 * which answers stops the server from starting. Nothing is public by being forgotten.
 */
import type { ClientRoute } from '@genie-helper/service-clients';
import type { RouteOptions } from 'fastify';
import fp from 'fastify-plugin';
import { errorBody } from './error-answers.ts';
import { type ErrorCode, errorTable } from './errors.ts';

/**
 * Who may call a route. `public`: anyone · `user`: whoever holds a token that Directus vouches for, in the header or in
 * the cookie of a session · `admin`: such a user with admin access · `session`: such a user with the cookie, whatever
 * the header says · `server`: a server that holds the shared secret, or a service client that has the route's right, and no
 * user whatever its token · `operator`: a server that holds the shared secret, or a program on this machine.
 */
export type GuardName = 'public' | 'user' | 'admin' | 'session' | 'server' | 'operator';

/**
 * How often: `default`: RATE_LIMIT_MAX · `registration`: 5 a minute for an address, `recovery`: 10, `sign-in`: 60 · `chat`: 20 a minute for a user · `none`: no limit.
 */
export type LimitName = 'default' | 'registration' | 'recovery' | 'sign-in' | 'chat' | 'none';

declare module 'fastify' {
  interface FastifyContextConfig {
    guard?: GuardName;
    limit?: LimitName;
    /** By which right of a service client the route is called; every route of servers states it. */
    clientRoute?: ClientRoute;
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
    ['config.clientRoute', config?.guard === 'server' ? config.clientRoute : ''],
    ['schema.operationId', schema?.operationId],
    ['schema.response', schema?.response],
  ];
  return stated.filter(([, value]) => value === undefined).map(([name]) => name);
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What may go wrong in the handler itself; what its guard, limit and body add needn't be said. */
    errors?: readonly ErrorCode[];
  }
}

/** What of a route decides which errors it may answer with. */
export type RouteFacts = Pick<RouteOptions, 'method' | 'url' | 'schema' | 'config'>;

const codesOfGuard: Record<GuardName, readonly ErrorCode[]> = {
  public: [],
  user: ['auth.invalid_token', 'directus.unavailable'],
  admin: [
    'auth.invalid_token',
    'auth.admin_only',
    'auth.two_factor_required',
    'directus.unavailable',
  ],
  session: ['auth.invalid_token', 'directus.unavailable'],
  server: [
    'auth.invalid_secret',
    'auth.secret_not_set',
    'client.not_allowed',
    'directus.unavailable',
  ],
  operator: ['auth.invalid_secret', 'auth.secret_not_set'],
};

/** Errors of requests that come to no route: their address, method or form is wrong. A body is read all the same. */
export const codesWithoutRoute = [
  'request.malformed_json',
  'request.malformed',
  'request.timeout',
  'request.body_too_large',
  'request.unsupported_media_type',
  'request.expectation_failed',
  'request.headers_too_large',
  'route.not_found',
  'route.method_not_allowed',
  'rate_limit.exceeded',
  'server.internal',
] as const satisfies ErrorCode[];

/** Puts the form of every error that a route may answer with beside its other answers. */
export const routeErrors = fp(
  async (app) => {
    app.addHook('onRoute', (route) => {
      const statuses = errorCodesOf(route).map((code) => errorTable[code].status);
      const errors = Object.fromEntries(statuses.map((status) => [status, errorBody]));
      const stated = route.schema?.response as Record<string, unknown>;
      route.schema = { ...route.schema, response: { ...stated, ...errors } };
    });
  },
  { name: 'route-errors', dependencies: ['route-contract'] },
);

/** Every code that a route may answer with, its own and those of what stands before it, as the table orders them. */
export function errorCodesOf({ method, url, schema, config }: RouteFacts): ErrorCode[] {
  const { guard = 'public', limit = 'default', errors = [], work } = config ?? {};
  const found = new Set<ErrorCode>(['request.malformed', 'server.internal']);
  const add = (codes: readonly ErrorCode[]) => {
    for (const code of codes) found.add(code);
  };
  add(codesOfGuard[guard]);
  // Refused callers count on their address, whatever the route's limit is.
  if (limit !== 'none' || guard !== 'public') add(['rate_limit.exceeded']);
  if (url.includes(':')) add(['route.not_found']);
  if (schema?.body !== undefined || schema?.querystring !== undefined || url.includes(':')) {
    add(['request.invalid']);
  }
  // Fastify reads a body that came with any of the other methods, even where none is wanted.
  if (![method].flat().every((name) => name === 'GET' || name === 'HEAD')) {
    if (guard === 'user' || guard === 'admin' || guard === 'session') add(['auth.foreign_origin']);
    add(['request.malformed_json', 'request.not_utf8', 'request.invalid']);
    add(['request.body_too_large', 'request.unsupported_media_type', 'request.encoded_body']);
  }
  if (work !== undefined) add(['server.overloaded']);
  add(errors);
  return (Object.keys(errorTable) as ErrorCode[]).filter((code) => found.has(code));
}
