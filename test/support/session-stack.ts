import { randomInt } from 'node:crypto';
import { type BrowserAnswer, openBrowser, type TestBrowser } from './browser.ts';
import type { TestUser } from './directus-client.ts';
import { startTestApi, type TestApi, type TestApiOptions } from './start-api.ts';
import {
  startTestDirectus,
  type TestDirectus,
  type TestDirectusOptions,
} from './start-directus.ts';

/** What the API and Directus share in these tests. */
export const sessionTestSecret = 'introspection-secret-of-the-session-tests';

/** The name of the cookie without HTTPS. */
export const plainCookie = 'genie_session';

/** A person signed in at the API. */
export interface SignedIn extends TestUser {
  browser: TestBrowser;
  answer: BrowserAnswer;
  token: string;
}

/** A real Directus and API processes before it. */
export interface SessionStack {
  directus: TestDirectus;
  api: TestApi;
  startApi(options?: Partial<TestApiOptions>): Promise<TestApi>;
  /** A new user, signed in. */
  signIn(api?: TestApi, fields?: Record<string, unknown>): Promise<SignedIn>;
  /** What Directus itself says to a session's token. */
  askDirectus(token: string): Promise<number>;
  stop(): Promise<void>;
}

/** Starts the stack; takes about four seconds. `sessionTtl` is how long Directus lets a session last. */
export async function startSessionStack(
  options: Partial<TestApiOptions> & { sessionTtl?: string; directus?: TestDirectusOptions } = {},
): Promise<SessionStack> {
  const { sessionTtl, directus: directusOptions = {}, ...apiOptions } = options;
  const directus = await startTestDirectus({
    ...directusOptions,
    settings: { introspectionSecret: sessionTestSecret, ...directusOptions.settings },
    env: {
      ...directusOptions.env,
      ...(sessionTtl === undefined ? {} : { SESSION_COOKIE_TTL: sessionTtl }),
    },
  });
  const apis = new Set<TestApi>();
  const startApi: SessionStack['startApi'] = async (others = {}) => {
    const api = await startTestApi({
      directusUrl: directus.url,
      adminToken: directus.adminToken,
      introspectionSecret: sessionTestSecret,
      ...apiOptions,
      ...others,
    });
    apis.add(api);
    return { ...api, stop: () => (apis.delete(api) ? api.stop() : Promise.resolve()) };
  };
  const api = await startApi();
  return {
    directus,
    api,
    startApi,
    async signIn(to = api, fields = {}) {
      const user = await directus.admin.createUser(fields);
      const browser = openBrowser({ url: to.url });
      const body = { email: user.email, password: user.password };
      const answer = await browser.send('POST', '/api/session', { body });
      const token = browser.jar.get(plainCookie);
      if (token === undefined) throw new Error(`no session: ${answer.status} ${answer.text}`);
      return { ...user, browser, answer, token };
    },
    async askDirectus(token) {
      const path = '/users/me?fields=id';
      return (await directus.admin.request('GET', path, undefined, token)).status;
    },
    async stop() {
      for (const one of apis) await one.stop();
      await directus.stop();
    },
  };
}

/** An address that no other test uses; to be believed as the client's behind a trusted proxy. */
export const newAddress = () => `203.0.113.${randomInt(1, 255)}`;
