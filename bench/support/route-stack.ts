import { randomBytes } from 'node:crypto';
import { introspectionSecretOf } from '@genie-helper/environment';
import type { LoadRequest } from './load.ts';
import { accessTokens, startFilledDirectus } from './made-sessions.ts';
import { startApi, startTogether } from './start-process.ts';

/** Someone with a session and a connection of a platform. */
export type Person = { token: string; creatorProfileId: string };

/** By name, the request that a person sends. */
export function requestsOf({
  sharedSecret,
}: RouteStack): Record<string, (by: Person) => LoadRequest> {
  const json = { 'content-type': 'application/json' };
  const asServer = { ...json, 'x-rbac-sync-secret': sharedSecret };
  const asUser = (token: string) => ({ ...json, authorization: `Bearer ${token}` });
  const post = (path: string, headers: Record<string, string>, body: object): LoadRequest => {
    return { method: 'POST', path: `/api/${path}`, headers, body: JSON.stringify(body) };
  };
  const credentials = { api_key: 'y'.repeat(1_000) };
  return {
    'healthz (no check)': () => ({ path: '/healthz', headers: {} }),
    'me (the check alone)': ({ token }) => ({ path: '/api/me', headers: asUser(token) }),
    'captions/generate': ({ token }) => post('captions/generate', asUser(token), {}),
    'credentials/reveal': ({ creatorProfileId }) =>
      post('credentials/reveal', asServer, { creatorProfileId }),
    'credentials/store': ({ creatorProfileId }) =>
      post('credentials/store', asServer, { creatorProfileId, credentials }),
  };
}

/** Directus sees all sign-ins come from one address here. */
const noSignInLimits = {
  LOGIN_LIMIT_ACCOUNT_SUCCESSES: '1000000',
  LOGIN_LIMIT_ADDRESS_SUCCESSES: '1000000',
};

/** The API as `npm start` runs it, before a Directus, with users who have a connection each. */
export type RouteStack = Awaited<ReturnType<typeof startRouteStack>>;

/**
 * @param count how many people
 * @param options.directusVariables further variables of its Directus
 */
export function startRouteStack(
  count: number,
  { directusVariables = {} }: { directusVariables?: Record<string, string> } = {},
) {
  return startTogether(async (keep) => {
    const sharedSecret = randomBytes(32).toString('base64url');
    const directus = await keep(
      startFilledDirectus(introspectionSecretOf(sharedSecret), {
        env: { ...noSignInLimits, ...directusVariables },
      }),
    );
    const variables = {
      DIRECTUS_ADMIN_TOKEN: directus.adminToken,
      CREDENTIALS_ENC_KEY_B64: randomBytes(32).toString('base64'),
      // Sign-ins have a limit for each address, so theirs are told by the load, as by a proxy.
      TRUST_PROXY: '127.0.0.1',
    };
    const { url, pid } = await keep(startApi(directus, sharedSecret, variables));
    const people: Person[] = [];
    for (const token of accessTokens(directus.settings.secret, count)) {
      people.push({ token, creatorProfileId: await connect(url, token) });
    }
    return { url, pid, directus, sharedSecret, people };
  });
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
