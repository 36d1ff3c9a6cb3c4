import {
  createTestDirectusClient,
  field,
  type TestAnswer,
  type TestDirectusClient,
  type TestTokens,
} from '../../../../test/support/directus-client.ts';
import { introspectionSecret } from './introspection-secret.ts';

export type Mode = 'json' | 'cookie' | 'session';

/** What the guard's tests ask of a Directus. */
export interface Caller {
  url: string;
  admin: TestDirectusClient;
  introspect(
    tokens: readonly unknown[],
    secret?: string,
    more?: Record<string, unknown>,
  ): Promise<TestAnswer>;
  /** The one entry of an introspection. */
  identityOf(token: string): Promise<unknown>;
  refresh(refreshToken: string): Promise<TestAnswer>;
  /** A refresh or logout with the cookies of a browser. */
  withCookie(path: string, mode: Mode, cookie: string): Promise<TestAnswer>;
  logout(refreshToken: string): Promise<TestAnswer>;
  /** A collection `guard_notes` that Pro users may read. */
  makeNotes(): Promise<void>;
}

const proPolicyId = '6e0f7f0c-53c8-4b0e-9d53-0a6f0c1d9b57';

export function createCaller(url: string, adminToken: string): Caller {
  const admin = createTestDirectusClient(url, adminToken);
  const introspect: Caller['introspect'] = (tokens, secret = introspectionSecret, more = {}) =>
    admin.request('POST', '/genie/introspect', { tokens, ...more }, null, {
      'x-rbac-sync-secret': secret,
    });
  return {
    url,
    admin,
    introspect,
    async identityOf(token) {
      const { status, data } = await introspect([token]);
      if (status !== 200 || !Array.isArray(data)) throw new Error(`introspection: ${status}`);
      return data[0];
    },
    refresh: (refreshToken) =>
      admin.request('POST', '/auth/refresh', { refresh_token: refreshToken }, null),
    withCookie: (path, mode, cookie) => admin.request('POST', path, { mode }, null, { cookie }),
    logout: (refreshToken) =>
      admin.request('POST', '/auth/logout', { refresh_token: refreshToken }, null),
    async makeNotes() {
      const collection = 'guard_notes';
      const made = await admin.request('POST', '/collections', {
        collection,
        schema: {},
        meta: {},
      });
      const rule = { policy: proPolicyId, collection, action: 'read', fields: ['*'] };
      const permitted = await admin.request('POST', '/permissions', rule);
      if (made.status !== 200 || permitted.status !== 200) throw new Error('no notes made');
    },
  };
}

/** The access token that a login or refresh gave, whichever way its mode gives it. */
export function accessTokenOf(tokens: TestTokens): string {
  return tokens.accessToken || cookieToken(tokens.cookie);
}

export function cookieToken(cookie: string): string {
  return /directus_session_token=([^;]+)/.exec(cookie)?.[1] ?? '';
}

export function cookieOf(answer: TestAnswer): string {
  return answer.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0] ?? '')
    .join('; ');
}

export function tokenField(answer: TestAnswer, name: 'access_token' | 'refresh_token'): string {
  const token = field(answer.data, name);
  if (typeof token !== 'string') throw new Error(`no ${name}: ${answer.status} ${answer.text}`);
  return token;
}
