import { randomUUID } from 'node:crypto';
import { document } from '../../support/api-document/document.ts';
import type { ApiRequest } from '../../support/start-api.ts';

/** A route of the API, and a request that it answers with success. */
export interface CallableRoute {
  /** `METHOD /path`, as the API reference has it. */
  name: string;
  method: string;
  guard: 'public' | 'user' | 'session' | 'server';
  /** A new request; where something must be new each time, it is. */
  request(): { path: string; options: ApiRequest };
}

/** What requests are made with: records and credentials that exist. */
export interface Known {
  token: string;
  secret: string;
  /** The value of a `Cookie` header, a session's. */
  cookie: string;
  origin: string;
  /** By template, the token of somebody else, where a route ends what others need. */
  tokens: Readonly<Record<string, string>>;
  /** By template, what stands for `{id}`. */
  ids: Readonly<Record<string, string>>;
  /** By name, what a field of a body is set to in place of the example's value. */
  fields: Readonly<Record<string, unknown>>;
}

interface DescribedOperation {
  security?: Record<string, unknown>[];
  requestBody?: { content: Record<string, { example?: object; examples?: object }> };
}

/** Every route of the API reference that needs Directus. `known` is read at each request. */
export function routesThatNeedDirectus(known: () => Known): CallableRoute[] {
  return Object.entries(document.paths).flatMap(([template, operations]) =>
    Object.entries(operations as Record<string, DescribedOperation>).flatMap(
      ([verb, operation]) => {
        const guard = guardOf(template, operation);
        if (guard === undefined) return [];
        const method = verb.toUpperCase();
        const request = () => requestFor(template, operation, guard, known());
        return [{ name: `${method} ${template}`, method, guard, request }];
      },
    ),
  );
}

/** Those that Directus is asked for; what needs the token of a link is left to the tests of links. */
const publicRoutes = ['/readyz', '/api/register', '/api/session', '/api/account/password/forgot'];

function guardOf(template: string, { security = [] }: DescribedOperation) {
  const names = security.flatMap((way) => Object.keys(way));
  if (template === '/metrics') return undefined;
  if (names.includes('bearer')) return 'user';
  if (names.includes('sharedSecret')) return 'server';
  if (names.includes('session')) return 'session';
  return publicRoutes.includes(template) ? 'public' : undefined;
}

function requestFor(
  template: string,
  { requestBody }: DescribedOperation,
  guard: CallableRoute['guard'],
  known: Known,
): { path: string; options: ApiRequest } {
  const path = template.replace(/\{[^}]+\}/, known.ids[template] ?? randomUUID());
  const { example, examples } = requestBody?.content['application/json'] ?? {};
  const named = Object.values((examples ?? {}) as Record<string, { value?: object }>)[0]?.value;
  const shown = (example ?? named) as Record<string, unknown> | undefined;
  const body =
    shown &&
    Object.fromEntries(
      Object.entries(shown).map(([name, value]) => [name, fieldOf(template, name, value, known)]),
    );
  const options: ApiRequest = body === undefined ? {} : { body };
  if (guard === 'user') {
    return { path, options: { ...options, token: known.tokens[template] ?? known.token } };
  }
  const headers =
    guard === 'server'
      ? { 'x-rbac-sync-secret': known.secret }
      : { cookie: known.cookie, origin: known.origin };
  return { path, options: guard === 'public' ? options : { ...options, headers } };
}

function fieldOf(template: string, name: string, value: unknown, { fields }: Known): unknown {
  const isNew = template === '/api/register' || template.startsWith('/api/account/');
  if (isNew && name === 'email') return `${randomUUID()}@example.com`;
  // Names of servers are not given twice.
  if (template === '/api/admin/clients' && name === 'name') return `client-${randomUUID()}`;
  // Accounts of tests have no second factor.
  if (name === 'otp' && !template.endsWith('/confirm')) return undefined;
  return fields[`${template} ${name}`] ?? fields[name] ?? value;
}
