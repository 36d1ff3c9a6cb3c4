import { randomUUID } from 'node:crypto';
import { proRoleId } from '../../directus/state/accounts.ts';

export interface TestAnswer {
  status: number;
  headers: Headers;
  /** The body as it came. */
  text: string;
  /** The body, parsed; undefined if it isn't JSON. */
  body: unknown;
  /** `body.data`, if there is one. */
  data: unknown;
}

export interface TestUser {
  id: string;
  email: string;
  password: string;
}

/** What a login or a refresh gives; in `session` mode both tokens are in `cookie` alone. */
export interface TestTokens {
  accessToken: string;
  refreshToken: string;
  /** Milliseconds. */
  expires: number;
  /** The `Cookie` header that a browser would send from now on. */
  cookie: string;
}

export interface TestDirectusClient {
  /** With `token` null nobody asks; without it the administrator does. */
  request(
    method: string,
    path: string,
    body?: unknown,
    token?: string | null,
    headers?: Record<string, string>,
  ): Promise<TestAnswer>;
  /** An active Pro user unless told otherwise, with an e-mail of its own. */
  createUser(fields?: Record<string, unknown>): Promise<TestUser>;
  /** A share link, as an editor of some collection would make it; its id is what it's opened with. */
  createShare(password?: string): Promise<{ id: string }>;
  /** Logs in and fails the test if that doesn't work. */
  login(email: string, password: string, mode?: 'json' | 'cookie' | 'session'): Promise<TestTokens>;
  /** A GraphQL request; `scope` system asks `/graphql/system`. */
  graphql(scope: 'items' | 'system', query: string, token?: string | null): Promise<TestAnswer>;
}

export const testUserPassword = 'test-user-password-3K';

/** The calls that tests make to a Directus at `url`. */
export function createTestDirectusClient(url: string, adminToken: string): TestDirectusClient {
  const request: TestDirectusClient['request'] = async (method, path, body, token, headers) => {
    const bearer = token === undefined ? adminToken : token;
    const response = await fetch(`${url}${path}`, {
      method,
      redirect: 'manual',
      headers: {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(bearer === null ? {} : { authorization: `Bearer ${bearer}` }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const parsed = parse(text);
    const data = field(parsed, 'data');
    return { status: response.status, headers: response.headers, text, body: parsed, data };
  };
  return {
    request,
    graphql: (scope, query, token) =>
      request('POST', scope === 'system' ? '/graphql/system' : '/graphql', { query }, token),
    async createUser(fields = {}) {
      const user = {
        email: `user-${randomUUID()}@example.com`,
        password: testUserPassword,
        first_name: 'Test',
        status: 'active',
        role: proRoleId,
        subscription_tier: 'pro',
        ...fields,
      };
      const answer = await request('POST', '/users', user);
      const id = field(answer.data, 'id');
      if (typeof id !== 'string') throw new Error(`no user made: ${answer.status} ${answer.text}`);
      return { id, email: String(user.email), password: String(user.password) };
    },
    async createShare(password) {
      // Directus shares rows of custom collections only.
      const collection = `shared_${randomUUID().slice(0, 8)}`;
      await request('POST', '/collections', { collection, schema: {}, meta: {} });
      const item = field((await request('POST', `/items/${collection}`, {})).data, 'id');
      const share = { collection, item, ...(password === undefined ? {} : { password }) };
      const answer = await request('POST', '/shares', share);
      const id = field(answer.data, 'id');
      if (typeof id !== 'string') throw new Error(`no share made: ${answer.status} ${answer.text}`);
      return { id };
    },
    async login(email, password, mode = 'json') {
      const answer = await request('POST', '/auth/login', { email, password, mode }, null);
      if (answer.status !== 200) throw new Error(`no login: ${answer.status} ${answer.text}`);
      const cookies = answer.headers.getSetCookie().map((cookie) => cookie.split(';')[0] ?? '');
      return {
        accessToken: String(field(answer.data, 'access_token') ?? ''),
        refreshToken: String(field(answer.data, 'refresh_token') ?? ''),
        expires: Number(field(answer.data, 'expires')),
        cookie: cookies.join('; '),
      };
    },
  };
}

/** The property of an object of unknown shape; undefined where there is none. */
export function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
