import { randomBytes } from 'node:crypto';
import { resolve } from 'node:path';
import { introspectionSecretOf } from '@genie-helper/environment';
import { apiNodeFlags } from '../../apps/cli/src/commands/up/api-process.ts';
import { freePort } from '../../test/support/free-port.ts';
import { startTestDirectus } from '../../test/support/start-directus.ts';
import { fillSqlite } from '../logins/fill-sqlite.ts';
import { accessTokens, users } from '../support/made-sessions.ts';
import { startProcess } from '../support/start-process.ts';

const main = resolve(import.meta.dirname, '../../apps/api/src/main.ts');

/** The API as `npm start` runs it, before a Directus, with users who have a connection each. */
export interface RouteStack {
  url: string;
  pid: number;
  sharedSecret: string;
  people: { token: string; creatorProfileId: string }[];
  stop(): Promise<void>;
}

/** @param count how many people */
export async function startRouteStack(count: number): Promise<RouteStack> {
  const sharedSecret = randomBytes(32).toString('base64url');
  const directus = await startTestDirectus({
    settings: { introspectionSecret: introspectionSecretOf(sharedSecret) },
  });
  try {
    const { database, secret } = directus.settings;
    if (database.client === 'sqlite3') fillSqlite(database.filename, users);
    const api = await startProcess(
      main,
      await freePort(),
      {
        DIRECTUS_URL: directus.url,
        DIRECTUS_ADMIN_TOKEN: directus.adminToken,
        RBAC_SYNC_WEBHOOK_SECRET: sharedSecret,
        CREDENTIALS_ENC_KEY_B64: randomBytes(32).toString('base64'),
        RATE_LIMIT_MAX: '0',
      },
      apiNodeFlags,
    );
    const stop = async () => {
      await api.stop();
      await directus.stop();
    };
    try {
      const people: RouteStack['people'] = [];
      for (const token of accessTokens(secret, count, users)) {
        people.push({ token, creatorProfileId: await connect(api.url, token) });
      }
      return { url: api.url, pid: api.pid, sharedSecret, people, stop };
    } catch (error) {
      await api.stop();
      throw error;
    }
  } catch (error) {
    await directus.stop();
    throw error;
  }
}

async function connect(url: string, token: string): Promise<string> {
  const answer = await fetch(`${url}/api/credentials/create-profile`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ platform: 'onlyfans', credentials: { api_key: 'x'.repeat(1_000) } }),
  });
  const body = (await answer.json()) as { id?: unknown };
  if (typeof body.id === 'string') return body.id;
  throw new Error(`no connection was made: ${answer.status} ${JSON.stringify(body)}`);
}
