import { randomBytes } from 'node:crypto';
import { type ApiProcess, createApiProcess } from './api-process.ts';
import { type Outcome, observe } from './send-steadily.ts';
import { startTestDirectus } from './start-directus.ts';

/** An API as a process of its own with one record, and a request that reveals it: the costliest thing that servers ask for. */
export interface RevealLoad extends AsyncDisposable {
  api: ApiProcess;
  reveal(): Promise<Response>;
  /** What a user asks meanwhile: the list of its connections. */
  list(): Promise<Response>;
  /** Reveals one after the other. */
  oneAfterAnother(count: number): Promise<Outcome[]>;
  /** How many a second are done where eight are always under way. @throws Error where one isn't answered with 200 */
  capacity(): Promise<number>;
}

/** Starts it with a Directus of its own. */
export async function startRevealLoad(): Promise<RevealLoad> {
  const secret = randomBytes(32).toString('base64url');
  const directus = await startTestDirectus();
  const api = await createApiProcess({
    DIRECTUS_URL: directus.url,
    DIRECTUS_ADMIN_TOKEN: directus.adminToken,
    RBAC_SYNC_WEBHOOK_SECRET: secret,
    CREDENTIALS_ENC_KEY_B64: randomBytes(32).toString('base64'),
    RATE_LIMIT_MAX: '0',
  });
  await api.start();
  const post = (path: string, headers: Record<string, string>, body: object) =>
    fetch(`${api.url}/api/credentials/${path}`, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  const user = await directus.admin.createUser();
  const { accessToken } = await directus.login(user.email, user.password);
  const made = await post(
    'create-profile',
    { authorization: `Bearer ${accessToken}` },
    { platform: 'x', credentials: { api_key: 'a' } },
  );
  const { id: creatorProfileId } = (await made.json()) as { id: string };
  const reveal = () => post('reveal', { 'x-rbac-sync-secret': secret }, { creatorProfileId });

  const list = () =>
    fetch(`${api.url}/api/credentials`, { headers: { authorization: `Bearer ${accessToken}` } });

  async function oneAfterAnother(count: number): Promise<Outcome[]> {
    const outcomes: Outcome[] = [];
    for (let n = 0; n < count; n += 1) outcomes.push(await observe(reveal));
    return outcomes;
  }

  return {
    api,
    reveal,
    list,
    oneAfterAnother,
    async capacity() {
      const begun = performance.now();
      const all = (await Promise.all(Array.from({ length: 8 }, () => oneAfterAnother(25)))).flat();
      const isAllDone = all.every(({ status }) => status === 200);
      if (!isAllDone) throw new Error('a reveal failed before there was any load');
      return (all.length / (performance.now() - begun)) * 1_000;
    },
    async [Symbol.asyncDispose]() {
      await api.stop();
      await directus.stop();
    },
  };
}
