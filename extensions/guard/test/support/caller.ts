import { refreshGraceMs } from '@genie-helper/guard-protocol';
import type { Knex } from 'knex';
import {
  createTestDirectusClient,
  field,
  type TestAnswer,
  type TestDirectusClient,
  type TestTokens,
} from '../../../../test/support/directus-client.ts';
import { testRelease } from '../../../../test/support/directus-settings.ts';
import { introspectionSecret } from './introspection-secret.ts';
import { claimsOf } from './sign-token.ts';

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
  /** As if the login of an access token had begun so long before. */
  ageLogin(accessToken: string, ms: number): Promise<void>;
  /** As if the tokens of an access token's login that were replaced had been replaced a grace ago. */
  passGrace(accessToken: string): Promise<void>;
  /** A collection `guard_notes` that Pro users may read. */
  makeNotes(): Promise<void>;
}

/**
 * Directus 12 takes no permission of single rows without a licence, and these tests need a user who may read and change
 * itself at Directus: there it may do so to all.
 */
function whatElevenAllows(): { collection: string; action: string }[] {
  if (testRelease === '11') return [];
  const collection = 'directus_users';
  return [
    { collection, action: 'read' },
    { collection, action: 'update' },
  ];
}

const proPolicyId = '6e0f7f0c-53c8-4b0e-9d53-0a6f0c1d9b57';

/** @param db where that Directus keeps its data; for what makes time pass alone */
export function createCaller(url: string, adminToken: string, db?: Knex): Caller {
  const admin = createTestDirectusClient(url, adminToken);
  const introspect: Caller['introspect'] = (tokens, secret = introspectionSecret, more = {}) =>
    admin.request('POST', '/genie/introspect', { tokens, ...more }, null, {
      'x-rbac-sync-secret': secret,
    });
  async function age(table: string, column: string, accessToken: string, ms: number) {
    const sid = String(claimsOf(accessToken).sid);
    const aged = await db?.raw('UPDATE ?? SET ?? = ?? - ? WHERE sid = ?', [
      ...[table, column, column, ms, sid],
    ]);
    if (aged === undefined) throw new Error('no database of this Directus');
  }
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
    ageLogin: (accessToken, ms) => age('genie_access_sessions', 'begun_at', accessToken, ms),
    passGrace: (accessToken) =>
      age('genie_rotated_tokens', 'rotated_at', accessToken, refreshGraceMs + 1),
    async makeNotes() {
      const collection = 'guard_notes';
      const made = await admin.request('POST', '/collections', {
        collection,
        schema: {},
        meta: {},
      });
      const rules = [{ collection, action: 'read' }, ...whatElevenAllows()];
      for (const rule of rules) {
        const body = { policy: proPolicyId, fields: ['*'], ...rule };
        const permitted = await admin.request('POST', '/permissions', body);
        if (permitted.status !== 200) throw new Error('no notes made');
      }
      if (made.status !== 200) throw new Error('no notes made');
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
