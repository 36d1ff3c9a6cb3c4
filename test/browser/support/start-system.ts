import { resolve } from 'node:path';
import type { TestUser } from '../../support/directus-client.ts';
import type { TestApiOptions } from '../../support/start-api.ts';
import type { TestDirectus, TestDirectusOptions } from '../../support/start-directus.ts';
import { modelKey, type System as Parts, startSystem as startParts } from '../../support/system.ts';

export { modelKey };

/** The whole of it: a real Directus, the API, the built console that it serves, and on request a model. */
export interface System extends Parts<TestDirectus> {
  /** Where the console is. */
  url: string;
  /** Opens the routes of servers. */
  sharedSecret: string;
  /** A new user of the Pro role, with these fields of Directus besides. */
  createUser(fields?: Record<string, unknown>): Promise<TestUser>;
  /** The administrator that every Directus has. */
  admin: { email: string; password: string };
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

/** Starts the whole system on free ports; takes about four seconds. */
export async function startSystem(options: SystemOptions = {}): Promise<System> {
  const { sessionTtl, directus: { env, ...others } = {} } = options;
  const lifetime = sessionTtl === undefined ? {} : { SESSION_COOKIE_TTL: sessionTtl };
  const parts = await startParts({
    directus: { ...others, env: { ...env, ...lifetime } },
    // Looking a page over for whoever can't see it takes seconds on a busy machine, and the model waits for it.
    ...(options.withModel && { model: { timeoutMs: 60_000 } }),
    api: { consoleDir, ...options.api },
  });
  const { directus, api, secret } = parts;
  return {
    ...parts,
    url: api.url,
    sharedSecret: secret,
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
  };
}
