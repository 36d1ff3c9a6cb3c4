import { createCipheriv, randomBytes } from 'node:crypto';
import { resolve } from 'node:path';
import { introspectionSecretOf } from '@genie-helper/environment';
import type { LoadRequest } from '../support/load.ts';
import { accessTokens, startFilledDirectus } from '../support/made-sessions.ts';
import type { Step, Target } from '../support/measure.ts';
import { startApi, startProcess, startTogether } from '../support/start-process.ts';
import { startStockDirectus } from '../support/stock-directus.ts';

const json = { 'content-type': 'application/json' };
const credentials = { api_key: 'x'.repeat(1_000) };

/** Starts the plain design and this server, each before a Directus of its own that holds so many records. */
export function startRevealStack(records: number) {
  return startTogether(async (keep) => {
    const sharedSecret = randomBytes(32).toString('base64url');
    const key = randomBytes(32);
    const asServer = { ...json, 'x-rbac-sync-secret': sharedSecret };

    const stock = await keep(startStockDirectus());
    const { id: user } = await stock.admin.createUser();
    const plainIds: string[] = [];
    for (let count = 0; count < records; count += 1) {
      plainIds.push(await makePlainRecord(stock, user, key));
    }
    const plain = await keep(
      startProcess(resolve(import.meta.dirname, 'plain.ts'), {
        DIRECTUS_URL: stock.url,
        ADMIN_TOKEN: stock.adminToken,
        SHARED_SECRET: sharedSecret,
        KEY: key.toString('base64'),
      }),
    );

    const guarded = await keep(startFilledDirectus(introspectionSecretOf(sharedSecret)));
    const api = await keep(
      startApi(guarded, sharedSecret, {
        DIRECTUS_ADMIN_TOKEN: guarded.adminToken,
        CREDENTIALS_ENC_KEY_B64: key.toString('base64'),
      }),
    );
    const ids: string[] = [];
    for (const token of accessTokens(guarded.settings.secret, records)) {
      ids.push(await connect(api.url, token));
    }

    const requestsOf =
      (path: string, all: readonly string[], body: object = {}) =>
      ({ connections }: Step): LoadRequest[] =>
        all.slice(0, connections).map((creatorProfileId) => ({
          method: 'POST',
          path: `/api/credentials/${path}`,
          headers: asServer,
          body: JSON.stringify({ creatorProfileId, ...body }),
        }));
    const ours = { url: api.url, pid: api.pid, behind: [guarded.process.pid] };
    const targets: Target[] = [
      {
        name: 'plain design',
        url: plain.url,
        pid: plain.pid,
        behind: [stock.process.pid],
        requests: requestsOf('reveal', plainIds),
      },
      { name: 'reveal', ...ours, requests: requestsOf('reveal', ids) },
      { name: 'store', ...ours, requests: requestsOf('store', ids, { credentials }) },
    ];
    return { targets };
  });
}

type Directus = Awaited<ReturnType<typeof startStockDirectus>>;

async function makePlainRecord({ admin }: Directus, user: string, key: Buffer): Promise<string> {
  const iv = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, iv);
  const sealed = Buffer.concat([cipher.update(JSON.stringify(credentials)), cipher.final()]);
  const { text } = await admin.request('POST', '/items/platform_connections', {
    user,
    platform: 'onlyfans',
    credentials_updated_at: new Date().toISOString(),
    date_created: new Date().toISOString(),
    encrypted_credentials: Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString('base64'),
  });
  return idIn(text);
}

async function connect(url: string, token: string): Promise<string> {
  const answer = await fetch(`${url}/api/credentials/create-profile`, {
    method: 'POST',
    headers: { ...json, authorization: `Bearer ${token}` },
    body: JSON.stringify({ platform: 'onlyfans', credentials }),
  });
  return idIn(await answer.text());
}

/** The id in an answer of the API or of Directus. @throws Error where none is */
function idIn(text: string): string {
  const body = JSON.parse(text) as { id?: string; data?: { id?: string } };
  const id = body.id ?? body.data?.id;
  if (id === undefined) throw new Error(`no record was made: ${text}`);
  return id;
}
