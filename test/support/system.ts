import { randomBytes } from 'node:crypto';
import { parseVaultKey } from '@genie-helper/vault';
import { type BrowserAnswer, openBrowser, type TestBrowser } from './browser.ts';
import type { TestUser } from './directus-client.ts';
import {
  leaseDirectus,
  type SharedDirectus,
  testIntrospectionSecret,
  useDirectus,
} from './directus-pool.ts';
import { type FakeModel, type FakeModelOptions, startFakeModel } from './fake-model/fake-model.ts';
import { startTestApi, type TestApi, type TestApiOptions } from './start-api.ts';
import {
  startTestDirectus,
  type TestDirectus,
  type TestDirectusOptions,
} from './start-directus.ts';
import { startTestRedis, type TestRedis } from './start-redis.ts';

/** The name of the cookie without HTTPS. */
export const plainCookie = 'genie_session';

/** The key that the system's model asks for. */
export const modelKey = 'model-key-of-the-tests';

/** What a system is made of. Without options: a Directus that others use too, and an API with a vault before it. */
export interface SystemOptions {
  /** A Directus of the test's own, with these options: for one that ends it, counts in it or changes its rules. */
  directus?: TestDirectusOptions;
  /** A model that answers captions and chats in place of the built-in providers, and how long it may take. */
  model?: FakeModelOptions & { timeoutMs?: number };
  /** A Redis that the APIs share. */
  redis?: boolean;
  /** What every API of the system has besides. */
  api?: Partial<TestApiOptions>;
}

/** A user who is logged in at Directus. */
export interface Person {
  id: string;
  token: string;
  refreshToken: string;
}

/** A user who is signed in at the API, by cookie. */
export interface SignedIn extends TestUser {
  browser: TestBrowser;
  answer: BrowserAnswer;
  token: string;
}

/** A Directus, an API before it, and what both need. */
export interface System<Directus extends SharedDirectus = SharedDirectus> extends AsyncDisposable {
  directus: Directus;
  model: FakeModel | undefined;
  redis: TestRedis | undefined;
  api: TestApi;
  /** The API's shared secret, by which servers call it. */
  secret: string;
  /** The secret by which the API asks Directus about tokens. */
  introspectionSecret: string;
  vaultKeys: NonNullable<TestApiOptions['vaultKeys']>;
  /** Another API with the same settings but for these; ended with the system, if not before. */
  startApi(options?: Partial<TestApiOptions>): Promise<TestApi>;
  /** A new user, logged in. */
  person(fields?: Record<string, unknown>): Promise<Person>;
  /** A new user, signed in. */
  signIn(api?: TestApi, fields?: Record<string, unknown>): Promise<SignedIn>;
  /** What Directus itself says to a token. */
  askDirectus(token: string): Promise<number>;
  /** Rows of a collection, as the administrator sees them; `query` begins with an ampersand. */
  rows(collection: string, query?: string): Promise<Record<string, unknown>[]>;
  /** Ends all parts, those first that use others. */
  stop(): Promise<void>;
}

export function startSystem(
  options: SystemOptions & { directus: TestDirectusOptions },
): Promise<System<TestDirectus>>;
export function startSystem(options?: SystemOptions): Promise<System>;

/** Starts a system; takes about four seconds where the Directus is its own. */
export async function startSystem(options: SystemOptions = {}): Promise<System> {
  const ends: (() => Promise<unknown>)[] = [];
  const stop = async () => {
    for (let end = ends.pop(); end !== undefined; end = ends.pop()) await end();
  };
  try {
    const directus = await (options.directus ? startOwn(options.directus) : useDirectus());
    ends.push(directus.stop);
    const { timeoutMs = 10_000, ...behaviour } = options.model ?? {};
    const model = options.model && (await startFakeModel({ apiKey: modelKey, ...behaviour }));
    if (model !== undefined) ends.push(model.close);
    const redis = options.redis ? await startTestRedis() : undefined;
    if (redis !== undefined) ends.push(redis.close);
    const parts = { directus, model, redis, ...newSecrets(directus) };
    const captions = model && {
      timeoutMs,
      model: { baseUrl: model.baseUrl, name: 'fake-model', apiKey: modelKey },
    };
    const standard = { ...(captions && { captions }), ...options.api };
    const startApi = createApiStarter(parts, standard, ends);
    const calls = createCalls(directus, await startApi());
    return { ...parts, ...calls, startApi, stop, [Symbol.asyncDispose]: stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function startOwn({ settings, ...options }: TestDirectusOptions): Promise<TestDirectus> {
  const introspectionSecret = testIntrospectionSecret;
  const { onLine, ...others } = { ...options, settings: { introspectionSecret, ...settings } };
  // Whoever reads what it writes has one that nobody had before.
  return onLine === undefined ? leaseDirectus(others) : startTestDirectus({ ...others, onLine });
}

function newSecrets({ settings }: SharedDirectus) {
  return {
    secret: randomBytes(32).toString('base64url'),
    introspectionSecret: settings.introspectionSecret ?? testIntrospectionSecret,
    vaultKeys: { current: newVaultKey(), previous: [] },
  };
}

function createApiStarter(
  parts: Pick<System, 'directus' | 'redis' | keyof ReturnType<typeof newSecrets>>,
  standard: Partial<TestApiOptions>,
  ends: (() => Promise<unknown>)[],
): System['startApi'] {
  const { directus, redis, secret, introspectionSecret, vaultKeys } = parts;
  return async (options = {}) => {
    const api = await startTestApi({
      directusUrl: directus.url,
      adminToken: directus.adminToken,
      introspectionSecret,
      sharedSecret: { current: secret, previous: undefined },
      vaultKeys,
      redisUrl: redis?.url,
      ...standard,
      ...options,
    });
    let ending: Promise<void> | undefined;
    const stop = () => {
      ending ??= api.stop();
      return ending;
    };
    ends.push(stop);
    return { ...api, stop };
  };
}

function createCalls({ admin, login }: SharedDirectus, api: TestApi) {
  const calls: Pick<System, 'api' | 'person' | 'signIn' | 'askDirectus' | 'rows'> = {
    api,
    async person(fields) {
      const user = await admin.createUser(fields);
      const { accessToken, refreshToken } = await login(user.email, user.password);
      return { id: user.id, token: accessToken, refreshToken };
    },
    async signIn(to = api, fields = {}) {
      const user = await admin.createUser(fields);
      const browser = openBrowser({ url: to.url });
      const body = { email: user.email, password: user.password };
      const answer = await browser.send('POST', '/api/session', { body });
      const token = browser.jar.get(plainCookie);
      if (token === undefined) throw new Error(`no session: ${answer.status} ${answer.text}`);
      return { ...user, browser, answer, token };
    },
    async askDirectus(token) {
      return (await admin.request('GET', '/users/me?fields=id', undefined, token)).status;
    },
    async rows(collection, query = '') {
      const answer = await admin.request('GET', `/items/${collection}?limit=-1${query}`);
      return answer.data as Record<string, unknown>[];
    },
  };
  return calls;
}

/** A new key for the vault. */
export function newVaultKey() {
  return parseVaultKey(randomBytes(32).toString('base64'));
}

let addresses = 0;

/** An address that no other test of this process has; to be believed as the client's behind a trusted proxy. */
export function newAddress(): string {
  addresses += 1;
  return `198.18.${Math.floor(addresses / 254) % 256}.${(addresses % 254) + 1}`;
}
