import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { processesIn } from './run-genie.ts';

/** An empty folder that is gone after the test, with whatever still runs in it. */
export async function temporaryDir(test: TestContext): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'genie-up-'));
  test.after(async () => {
    for (const pid of await processesIn(dir)) killIfThere(pid);
    await rm(dir, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  });
  return dir;
}

/** Variables that put both servers on free ports of the loopback address. */
export async function freePorts(): Promise<{ SERVER_PORT: string; DIRECTUS_URL: string }> {
  const [api, directus] = await Promise.all([freePort(), freePort()]);
  return { SERVER_PORT: String(api), DIRECTUS_URL: `http://127.0.0.1:${directus}` };
}

/** Listens on a port until the test is over. */
export async function occupyPort(test: TestContext): Promise<number> {
  const server = createServer();
  test.after(() => server.close());
  return listen(server);
}

async function freePort(): Promise<number> {
  const server = createServer();
  const port = await listen(server);
  await new Promise((resolve) => server.close(resolve));
  return port;
}

function listen(server: ReturnType<typeof createServer>): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : 0);
    });
  });
}

function killIfThere(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // Ended in between.
  }
}
