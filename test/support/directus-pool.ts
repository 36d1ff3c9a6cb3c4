import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { createTestDirectusClient } from './directus-client.ts';
import { startTestDirectus, type TestDirectus } from './start-directus.ts';

/** A Directus that files of tests use at the same time: none of them may end it or count on being alone. */
export type SharedDirectus = Pick<
  TestDirectus,
  'url' | 'settings' | 'adminToken' | 'adminEmail' | 'adminPassword' | 'admin' | 'login'
>;

/** What the shared Directus and the APIs before it tell each other apart by. */
export const testIntrospectionSecret = 'introspection-secret-of-the-tests';

const sharedOptions = {
  settings: { introspectionSecret: testIntrospectionSecret },
  // Files fail logins on purpose, all from one address.
  env: { LOGIN_LIMIT_ADDRESS_FAILURES: '100000' },
};

/** Where files of tests find the pool of the process that runs them. */
const poolVariable = 'GENIE_TEST_DIRECTUS_POOL';

/**
 * Lets the files of a run share a Directus, which is started when the first of them asks.
 *
 * @returns what ends it
 */
export async function startDirectusPool(): Promise<() => Promise<void>> {
  let starting: Promise<TestDirectus> | undefined;
  const server = createServer(async (request, response) => {
    await text(request);
    try {
      starting ??= startTestDirectus(sharedOptions);
      const { admin: _calls, process: _process, ...described } = await starting;
      response.end(JSON.stringify(described));
    } catch (error) {
      response.writeHead(500).end(String(error));
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  process.env[poolVariable] = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return async () => {
    server.closeAllConnections();
    server.close();
    await (await starting)?.stop();
  };
}

/** The Directus that the files of a run share, or one of the test's own where nobody runs a pool. */
export async function useDirectus(): Promise<SharedDirectus & Pick<TestDirectus, 'stop'>> {
  const pool = process.env[poolVariable];
  if (pool === undefined) return await startTestDirectus(sharedOptions);
  const answer = await fetch(pool);
  if (!answer.ok) throw new Error(await answer.text());
  const described = (await answer.json()) as Omit<SharedDirectus, 'admin' | 'login'>;
  const admin = createTestDirectusClient(described.url, described.adminToken);
  return { ...described, admin, login: admin.login, stop: () => Promise.resolve() };
}
