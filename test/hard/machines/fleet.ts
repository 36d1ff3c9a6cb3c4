import { randomBytes } from 'node:crypto';
import { introspectionSecretOf } from '@genie-helper/environment';
import {
  type PostgresPair,
  startPostgresPair,
  whyNoPostgres,
} from '../../../extensions/guard/test/support/postgres.ts';
import { type ApiProcess, createApiProcess } from '../../support/api-process.ts';
import { testAdmin } from '../../support/directus-settings.ts';
import { whyNoProxy } from '../../support/start-proxy.ts';
import { startTestRedis, type TestRedis, whyNoRedis } from '../../support/start-redis.ts';
import { type RoundRobin, startRoundRobin } from './round-robin.ts';

/** Two Directus on one PostgreSQL, two APIs on one Redis that know both, and a proxy before each pair. */
export interface Fleet {
  pair: PostgresPair;
  redis: TestRedis;
  apis: [ApiProcess, ApiProcess];
  /** Where clients find any of the APIs, and any Directus. */
  apiUrl: string;
  directusUrl: string;
  /** The server that both APIs take for a server of ours. */
  secret: string;
  /** What the APIs' vault began with. */
  vaultKey: string;
  /** What both APIs have in their environment from their next start on. */
  changeApis(variables: Record<string, string>): void;
  stop(): Promise<void>;
}

/** Why there can be none here; undefined if there can. */
export async function whyNoFleet(): Promise<string | undefined> {
  return whyNoPostgres() ?? whyNoRedis() ?? whyNoProxy('nginx');
}

/**
 * @param api further variables of both APIs
 * @param directus further variables of both Directus
 * @param options `postgresPort`: where both Directus find PostgreSQL, if not where it is
 */
export async function startFleet(
  api: Record<string, string> = {},
  directus: Record<string, string> = {},
  { shutdownDelayMs = 0, postgresPort }: { shutdownDelayMs?: number; postgresPort?: number } = {},
): Promise<Fleet> {
  const ends: (() => Promise<unknown>)[] = [];
  const stop = async () => {
    for (const end of ends.reverse()) await end();
  };
  try {
    const secret = randomBytes(32).toString('base64url');
    const introspection = `string:${introspectionSecretOf(secret)}`;
    const pair = await startPostgresPair({
      env: { GENIE_INTROSPECTION_SECRET: introspection, ...directus },
      shutdownDelayMs,
      ...(postgresPort === undefined ? {} : { port: postgresPort }),
    });
    ends.push(pair.stop);
    const redis = await startTestRedis();
    ends.push(redis.close);
    const forDirectus: RoundRobin = await startRoundRobin([pair.one.url, pair.two.url]);
    ends.push(forDirectus.stop);
    const vaultKey = randomBytes(32).toString('base64');
    const variables: Record<string, string> = {
      DIRECTUS_URL: forDirectus.url,
      DIRECTUS_URLS: `${pair.one.url},${pair.two.url}`,
      DIRECTUS_ADMIN_TOKEN: testAdmin.token,
      RBAC_SYNC_WEBHOOK_SECRET: secret,
      CREDENTIALS_ENC_KEY_B64: vaultKey,
      REDIS_URL: redis.url,
      TRUST_PROXY: '127.0.0.1',
      TOKEN_VALIDATION: 'introspect',
      RATE_LIMIT_MAX: '0',
      SHUTDOWN_DELAY_SECONDS: String(shutdownDelayMs / 1_000),
      ...api,
    };
    const apis: Fleet['apis'] = [
      await createApiProcess(variables),
      await createApiProcess(variables),
    ];
    for (const one of apis) {
      await one.start();
      ends.push(one.stop);
    }
    const forApis = await startRoundRobin(apis.map(({ url }) => url));
    ends.push(forApis.stop);
    const changeApis = (changes: Record<string, string>) => void Object.assign(variables, changes);
    const urls = { apiUrl: forApis.url, directusUrl: forDirectus.url };
    return { pair, redis, apis, ...urls, secret, vaultKey, changeApis, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
