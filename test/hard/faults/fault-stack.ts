import { randomBytes, randomUUID } from 'node:crypto';
import { checkTimeoutMs } from '../../../apps/api/src/compose/foundation.ts';
import { mailPolicy } from '../../../apps/api/src/mail/sender.ts';
import { field } from '../../support/directus-client.ts';
import {
  type ApiAnswer,
  startTestApi,
  type TestApi,
  type TestApiOptions,
} from '../../support/start-api.ts';
import type { TestDirectus } from '../../support/start-directus.ts';
import { newAddress, newVaultKey } from '../../support/system.ts';
import { type CallableRoute, type Known, routesThatNeedDirectus } from './routes.ts';

/** An API, its routes, and what to call them with. */
export interface FaultStack {
  api: TestApi;
  routes: CallableRoute[];
  /** Makes a new administrator and the records that the routes ask for. */
  prepare(): Promise<void>;
  call(route: CallableRoute): Promise<ApiAnswer & { tookMs: number }>;
  stop(): Promise<void>;
}

/** What an outage's answer must not hold: words of what stands in Directus's place, and of this machine. */
const insideWords = ['inside-of-directus', 'ECONN', '127.0.0.1', 'undici', 'UND_ERR', 'node:'];

const neverMs = 2_000_000_000;

/** @param proxyUrl what the API takes for Directus */
export async function startFaultStack(
  proxyUrl: string,
  { admin, adminToken }: Pick<TestDirectus, 'admin' | 'adminToken'>,
  options: Pick<TestApiOptions, 'tokenValidation' | 'introspectionSecret'>,
): Promise<FaultStack> {
  const secret = randomBytes(32).toString('base64url');
  const api = await startTestApi({
    directusUrl: proxyUrl,
    adminToken,
    // Limits count by address, and each request comes from one of its own.
    trustProxy: '127.0.0.1',
    sharedSecret: { current: secret, previous: undefined },
    vaultKeys: { current: newVaultKey(), previous: [] },
    // Mails are kept and none is sent, nor is anybody told of anything or erased: what Directus is asked is the routes' alone.
    mail: {
      route: { kind: 'folder', folder: '/nowhere' },
      from: { name: '', address: 'no-reply@genie.example' },
      publicUrl: 'https://genie.example',
    },
    mailPolicy: { ...mailPolicy, everyMs: neverMs, wakeWithinMs: neverMs },
    noticeEveryMs: neverMs,
    erasureEveryMs: neverMs,
    retentionEveryMs: neverMs,
    checkpointEveryMs: neverMs,
    checkTimeoutMs,
    ...options,
  });
  let known: Known | undefined;

  async function prepare(): Promise<void> {
    const role = field((await admin.request('GET', '/users/me')).data, 'role');
    const user = await admin.createUser({ role });
    const { accessToken: token } = await admin.login(user.email, user.password);
    const made = async (path: string, body: object) => {
      const answer = await api.request('POST', path, { token, body });
      if (answer.status >= 300) throw new Error(`${path}: ${answer.status} ${answer.text}`);
      return answer.body;
    };
    const profile = { platform: 'x', credentials: { api_key: 'a' } };
    const connect = async () =>
      (
        await made('/api/credentials/create-profile', {
          ...profile,
          platform_username: randomUUID(),
        })
      ).id;
    const creatorProfileId = await connect();
    const cookies = [{ name: 'a', value: 'b', domain: 'example.com', path: '/' }];
    const expiresAt = '2999-01-01T00:00:00.000Z';
    await made('/api/credentials/platform-session', { creatorProfileId, cookies, expiresAt });
    const download = { label: randomUUID(), type: 'password', username: 'a', password: 'b' };
    const { id: downloadCredentialId } = await made('/api/credentials/download-creds', download);
    const server = {
      name: `client-${randomUUID()}`,
      routes: ['reveal'],
      currentPassword: user.password,
    };
    const { client } = await made('/api/admin/clients', server);
    const { jobId } = await made('/api/captions/batch', { items: [{}] });
    await made('/api/captions/generate', {});
    const library = await api.request('GET', '/api/captions', { token });
    const captionId = (library.body as { captions: { id: string }[] }).captions[0]?.id ?? '';
    const conversation = randomUUID();
    const asked = { message: 'Hello', sessionId: conversation };
    await api.request('POST', '/api/genie/stream-chat', { token, body: asked });
    const victim = await admin.createUser();
    const other = await admin.createUser();
    await admin.login(other.email, other.password);
    const { accessToken: othersToken } = await admin.login(other.email, other.password);
    const devices = await api.request('GET', '/api/account/sessions', { token: othersToken });
    const { sessions } = devices.body as { sessions: { id: string; current: boolean }[] };
    const signIn = await api.request('POST', '/api/session', {
      body: { email: user.email, password: user.password },
      headers: { 'x-forwarded-for': newAddress() },
    });
    known = {
      token,
      secret,
      cookie: signIn.headers.getSetCookie()[0]?.split(';')[0] ?? '',
      origin: api.url,
      tokens: {
        '/api/account/sessions': othersToken,
        '/api/account/sessions/{id}': othersToken,
      },
      ids: {
        '/api/admin/clients/{id}': String(field(client, 'id')),
        '/api/account/sessions/{id}': sessions.find(({ current }) => !current)?.id ?? '',
        '/api/admin/users/{id}/two-factor': victim.id,
        '/api/captions/{id}': captionId,
        '/api/genie/conversations/{id}': conversation,
        '/api/queue/jobs/{id}': String(jobId),
        '/api/queue/jobs/{id}/retry': String(jobId),
        '/api/queue/jobs/{id}/cancel': String(jobId),
        '/api/credentials/{id}': String(await connect()),
        '/api/admin/users/{id}': victim.id,
        '/api/admin/users/{id}/sessions': victim.id,
        '/api/admin/users/{id}/sign-out': victim.id,
      },
      fields: {
        creatorProfileId,
        downloadCredentialId,
        expiresAt,
        '/api/credentials/update-profile-creds id': creatorProfileId,
        '/api/session email': user.email,
        '/api/session password': user.password,
        currentPassword: user.password,
      },
    };
  }

  await prepare();
  return {
    api,
    routes: routesThatNeedDirectus(() => {
      if (known === undefined) throw new Error('nothing is prepared');
      return known;
    }),
    prepare,
    async call(route) {
      const { path, options } = route.request();
      const begun = performance.now();
      const headers = { ...options.headers, 'x-forwarded-for': newAddress() };
      const answer = await api.request(route.method, path, { ...options, headers });
      return { ...answer, tookMs: performance.now() - begun };
    },
    stop: api.stop,
  };
}

/** What is wrong with an answer that should tell of an outage; undefined where nothing is. */
export function problemOfOutage({ status, headers, text, body }: ApiAnswer): string | undefined {
  if (status !== 503) return `${status} ${text.slice(0, 200)}`;
  if (!(Number(headers.get('retry-after')) >= 1)) return 'no Retry-After';
  const fields = Object.keys(body).sort().join();
  if (fields !== 'code,error,ok,requestId') return `fields ${fields}`;
  const word = insideWords.find((inside) => text.includes(inside));
  return word === undefined ? undefined : `${word} in ${text}`;
}
