import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { createTestDirectusClient } from './directus-client.ts';
import {
  createDirectusLeases,
  endLease,
  type Lease,
  type LeaseOptions,
} from './directus-leases.ts';
import { readVariable } from './process-environment.ts';
import { startTestDirectus, type TestDirectus } from './start-directus.ts';

/** A Directus that files of tests use at the same time: none of them may end it or count on being alone. */
export type SharedDirectus = Omit<TestDirectus, 'process' | 'halt' | 'restart' | 'stop'>;

/** What the shared Directus and the APIs before it tell each other apart by. */
export const testIntrospectionSecret = 'introspection-secret-of-the-tests';

const sharedOptions = {
  settings: { introspectionSecret: testIntrospectionSecret },
  // Files fail logins on purpose, all from one address.
  env: { LOGIN_LIMIT_ADDRESS_FAILURES: '100000' },
};

/** Where files of tests find the pool of the process that runs them. */
const poolVariable = 'GENIE_TEST_DIRECTUS_POOL';

/** What a file of tests asks for, a line each; each is answered by a line. */
type Order =
  | { order: 'share' }
  | { order: 'take'; options: LeaseOptions }
  | { order: 'halt' }
  | { order: 'restart'; env?: Record<string, string> };

/** What tells another process of a Directus. */
type Described = Omit<SharedDirectus, 'admin' | 'login'> & { pid: number; secondUrl?: string };
type Answer = { described: Described } | { error: string };

/**
 * Lets the files of a run share a Directus, which is started when the first of them asks, and lends them others that they
 * have to themselves, each for as long as its connection lasts.
 *
 * @returns what ends all of them
 */
export async function startDirectusPool(): Promise<() => Promise<void>> {
  const leases = createDirectusLeases();
  let sharing: Promise<TestDirectus> | undefined;
  const sockets = new Set<Socket>();

  function serve(socket: Socket): void {
    let lease: Lease | undefined;
    const follow = async (asked: Order): Promise<Described> => {
      if (asked.order === 'share') {
        sharing ??= startTestDirectus(sharedOptions);
        return describe(await sharing);
      }
      if (asked.order === 'take') lease = await leases.take(asked.options);
      if (lease === undefined) throw new Error('nothing was taken');
      if (asked.order === 'halt') await leases.halt(lease);
      if (asked.order === 'restart') await leases.restart(lease, asked.env);
      const { directus, second } = lease;
      return { ...describe(directus), ...(second && { secondUrl: second.url }) };
    };
    let last: Promise<unknown> = Promise.resolve();
    createInterface({ input: socket }).on('line', (line) => {
      last = last
        .then(() => follow(JSON.parse(line)))
        .then(
          (described): Answer => ({ described }),
          (error: unknown): Answer => ({ error: String(error) }),
        )
        .then((answer) => socket.destroyed || socket.write(`${JSON.stringify(answer)}\n`));
    });
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('close', () => {
      sockets.delete(socket);
      void last.then(() => lease && leases.giveBack(lease));
    });
  }

  const server = createServer(serve);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  process.env[poolVariable] = String((server.address() as AddressInfo).port);
  return async () => {
    for (const socket of sockets) socket.destroy();
    server.close();
    await leases.close();
    await (await sharing)?.stop();
  };
}

function describe(directus: TestDirectus): Described {
  const { url, settings, adminToken, adminEmail, adminPassword, process } = directus;
  return { url, settings, adminToken, adminEmail, adminPassword, pid: process.pid };
}

/** The Directus that the files of a run share, or one of the test's own where nobody runs a pool. */
export async function useDirectus(): Promise<SharedDirectus & Pick<TestDirectus, 'stop'>> {
  const pool = await findPool();
  if (pool === undefined) return await startTestDirectus(sharedOptions);
  const { pid: _, ...described } = await pool.ask({ order: 'share' });
  pool.leave();
  return { ...described, ...clientOf(described), stop: () => Promise.resolve() };
}

/**
 * A Directus for this file alone, in the desired state; another file may have had it before, so it isn't new to what it
 * counts in memory. Where nobody runs a pool, it's started.
 */
export async function leaseDirectus(
  options: Omit<LeaseOptions, 'hasSecond'> = {},
): Promise<TestDirectus> {
  // In one order, since what is lent is told apart by its text.
  const wanted = {
    settings: { ...sharedOptions.settings, ...options.settings },
    env: { ...sharedOptions.env, ...options.env },
  };
  const pool = await findPool();
  if (pool === undefined) return await startTestDirectus(wanted);
  let { pid, ...described } = await pool.ask({ order: 'take', options: wanted });
  const halt = async () => {
    await pool.ask({ order: 'halt' });
  };
  return {
    ...described,
    ...clientOf(described),
    get process() {
      return { pid, stop: halt };
    },
    halt,
    async restart(changed) {
      const order = changed === undefined ? {} : { env: changed };
      ({ pid } = await pool.ask({ order: 'restart', ...order }));
    },
    async stop() {
      pool.leave();
    },
  };
}

/** The same with a second process on its database. @returns where that one answers, too */
export async function leasePair(
  options: Omit<LeaseOptions, 'hasSecond'>,
): Promise<Pick<TestDirectus, 'url' | 'settings' | 'adminToken' | 'stop'> & { secondUrl: string }> {
  const pool = await findPool();
  if (pool === undefined) {
    const lease = await createDirectusLeases().take({ ...options, hasSecond: true });
    const { url: secondUrl = '' } = lease.second ?? {};
    return { ...describe(lease.directus), secondUrl, stop: () => endLease(lease) };
  }
  const described = await pool.ask({ order: 'take', options: { ...options, hasSecond: true } });
  const { secondUrl = '' } = described;
  return { ...described, secondUrl, stop: async () => pool.leave() };
}

function clientOf({ url, adminToken }: Described | Omit<Described, 'pid'>) {
  const admin = createTestDirectusClient(url, adminToken);
  return { admin, login: admin.login };
}

async function findPool() {
  const port = readVariable(poolVariable);
  if (port === undefined) return undefined;
  const socket = connect({ host: '127.0.0.1', port: Number(port) });
  await once(socket, 'connect');
  // A test that forgets to give it back ends nevertheless, and so does the lease.
  const lines = createInterface({ input: socket })[Symbol.asyncIterator]();
  return {
    async ask(order: Order): Promise<Described> {
      socket.ref();
      socket.write(`${JSON.stringify(order)}\n`);
      const { value } = await lines.next();
      socket.unref();
      const answer: Answer = JSON.parse(value ?? '{"error":"the pool has ended"}');
      if ('error' in answer) throw new Error(answer.error);
      return answer.described;
    },
    leave: () => void socket.destroy(),
  };
}
