import { randomBytes } from 'node:crypto';
import { resolve } from 'node:path';
import { newVaultKey } from '../../support/credential-stack.ts';
import type { TestUser } from '../../support/directus-client.ts';
import { type FakeModel, startFakeModel } from '../../support/fake-model/fake-model.ts';
import { startTestApi, type TestApi, type TestApiOptions } from '../../support/start-api.ts';
import {
  startTestDirectus,
  type TestDirectus,
  type TestDirectusOptions,
} from '../../support/start-directus.ts';

/** The whole of it: a real Directus, the API, the built console that it serves, and on request a model. */
export interface System {
  /** Where the console is. */
  url: string;
  directus: TestDirectus;
  api: TestApi;
  /** What answers chats and captions; undefined where the built-in providers do. */
  model: FakeModel | undefined;
  /** Opens the routes of servers. */
  sharedSecret: string;
  /** Another API on the same parts, at an address of its own. */
  startApi(options?: Partial<TestApiOptions>): Promise<TestApi>;
  /** A new user of the Pro role, with these fields of Directus besides. */
  createUser(fields?: Record<string, unknown>): Promise<TestUser>;
  /** The administrator that every Directus has. */
  admin: { email: string; password: string };
  stop(): Promise<void>;
}

/** What a test may want otherwise. */
export interface SystemOptions {
  /** Have a model answer instead of the built-in providers. */
  withModel?: boolean;
  /** How long Directus lets a session last, as `20s`. */
  sessionTtl?: string;
  directus?: TestDirectusOptions;
  api?: Partial<TestApiOptions>;
}

/** Where `npm run build:console` puts it. */
export const consoleDir = resolve(import.meta.dirname, '../../../apps/console/dist');

/** What the model asks for. */
export const modelKey = 'model-key-of-the-browser-tests';

/** Starts the whole system on free ports; takes about four seconds. */
export async function startSystem(options: SystemOptions = {}): Promise<System> {
  const secret = randomBytes(32).toString('base64url');
  const { sessionTtl, directus: directusOptions = {} } = options;
  const directus = await startTestDirectus({
    ...directusOptions,
    settings: { introspectionSecret: secret, ...directusOptions.settings },
    env: {
      ...directusOptions.env,
      ...(sessionTtl === undefined ? {} : { SESSION_COOKIE_TTL: sessionTtl }),
    },
  });
  const model = options.withModel ? await startFakeModel({ apiKey: modelKey }) : undefined;
  const vaultKeys = { current: newVaultKey(), previous: [] };
  const apis: TestApi[] = [];
  const startApi: System['startApi'] = async (others = {}) => {
    const api = await startTestApi({
      directusUrl: directus.url,
      adminToken: directus.adminToken,
      introspectionSecret: secret,
      sharedSecret: { current: secret, previous: undefined },
      vaultKeys,
      consoleDir,
      captions: {
        timeoutMs: 10_000,
        model:
          model === undefined
            ? undefined
            : { baseUrl: model.baseUrl, name: 'fake-model', apiKey: modelKey },
      },
      ...options.api,
      ...others,
    });
    apis.push(api);
    return api;
  };
  const api = await startApi();
  return {
    url: api.url,
    directus,
    api,
    model,
    sharedSecret: secret,
    startApi,
    async createUser(fields) {
      const { createUser } = directus.admin;
      try {
        return await createUser(fields);
      } catch (error) {
        // What fetch throws where a connection that idled through the start was closed just now.
        if (error instanceof TypeError) return createUser(fields);
        throw error;
      }
    },
    admin: { email: directus.adminEmail, password: directus.adminPassword },
    async stop() {
      for (const one of apis) await one.stop();
      await model?.close();
      await directus.stop();
    },
  };
}
