import { randomBytes, randomUUID } from 'node:crypto';
import { parseVaultKey } from '@genie-helper/vault';
import { type ApiAnswer, startTestApi, type TestApi, type TestApiOptions } from './start-api.ts';
import { startTestDirectus, type TestDirectus } from './start-directus.ts';

/** A person of the tests, logged in. */
export interface Person {
  id: string;
  token: string;
}

/** A Directus and an API with a vault, and short ways to talk to them. */
export interface CredentialStack {
  directus: TestDirectus;
  api: TestApi;
  secret: string;
  vaultKeys: NonNullable<TestApiOptions['vaultKeys']>;
  /** Another API on the same Directus, with the same settings but for these. */
  startApi(options?: Partial<TestApiOptions>): Promise<TestApi>;
  person(): Promise<Person>;
  /** `POST /api/credentials/<operation>` as a server, with the shared secret. */
  asServer(operation: string, body: unknown, headers?: Record<string, string>): Promise<ApiAnswer>;
  /** `POST /api/credentials/<operation>` as a person. */
  as(person: Person, operation: string, body: unknown): Promise<ApiAnswer>;
  /** A new connection of a person; its id. */
  connect(person: Person, credentials?: object): Promise<string>;
  /** Rows of a collection, as the administrator sees them; `query` begins with an ampersand. */
  rows(collection: string, query?: string): Promise<Record<string, unknown>[]>;
  stop(): Promise<void>;
}

/** A new key for the vault. */
export function newVaultKey() {
  return parseVaultKey(randomBytes(32).toString('base64'));
}

/** Starts both; takes about four seconds. */
export async function startCredentialStack(): Promise<CredentialStack> {
  const directus = await startTestDirectus();
  const secret = randomBytes(32).toString('base64url');
  const vaultKeys = { current: newVaultKey(), previous: [] };
  const { url: directusUrl, adminToken } = directus;
  const apis = new Set<TestApi>();
  const startApi = async (options: Partial<TestApiOptions> = {}) => {
    const sharedSecret = { current: secret, previous: undefined };
    const api = await startTestApi({
      directusUrl,
      adminToken,
      sharedSecret,
      vaultKeys,
      ...options,
    });
    apis.add(api);
    return { ...api, stop: () => (apis.delete(api) ? api.stop() : Promise.resolve()) };
  };
  const api = await startApi();
  const post = (operation: string, options: Parameters<TestApi['request']>[2]) =>
    api.request('POST', `/api/credentials/${operation}`, options);
  const as: CredentialStack['as'] = ({ token }, operation, body) =>
    post(operation, { token, body });
  return {
    directus,
    api,
    secret,
    vaultKeys,
    startApi,
    async person() {
      const user = await directus.admin.createUser();
      const { accessToken } = await directus.login(user.email, user.password);
      return { id: user.id, token: accessToken };
    },
    asServer: (operation, body, headers = {}) =>
      post(operation, { body, headers: { 'x-rbac-sync-secret': secret, ...headers } }),
    as,
    async connect(person, credentials = { api_key: 'secret123' }) {
      const platform_username = `creator-${randomUUID()}`;
      const profile = { platform: 'onlyfans', platform_username, credentials };
      const answer = await as(person, 'create-profile', profile);
      if (typeof answer.body.id !== 'string') throw new Error(`no connection: ${answer.text}`);
      return answer.body.id;
    },
    async rows(collection, query = '') {
      const path = `/items/${collection}?limit=-1${query}`;
      return (await directus.admin.request('GET', path)).data as Record<string, unknown>[];
    },
    async stop() {
      for (const one of apis) await one.stop();
      await directus.stop();
    },
  };
}
