import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { apiNodeFlags } from '../../apps/cli/src/commands/up/api-process.ts';
import { freePort } from '../../test/support/free-port.ts';

/** A server of a bench in a process of its own, so that it shares no event loop with the load. */
export interface BenchProcess {
  url: string;
  pid: number;
  stop(): Promise<void>;
}

/**
 * Starts a TypeScript file that listens on the port in `SERVER_PORT` and answers `GET /healthz`.
 *
 * @param file absolute path
 * @param variables its whole environment, besides the port
 * @param nodeFlags options of Node itself
 */
export async function startProcess(
  file: string,
  variables: Record<string, string>,
  nodeFlags: readonly string[] = [],
): Promise<BenchProcess> {
  const port = await freePort();
  const child = spawn(process.execPath, [...nodeFlags, file], {
    env: { ...variables, SERVER_PORT: String(port) },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const exited = once(child, 'exit');
  const url = `http://127.0.0.1:${port}`;
  await untilHealthy(url, () => child.exitCode !== null);
  return {
    url,
    pid: child.pid ?? 0,
    async stop() {
      child.kill('SIGTERM');
      await exited;
    },
  };
}

const apiMain = resolve(import.meta.dirname, '../../apps/api/src/main.ts');

/** Starts the API as `npm start` runs it, without limits of rate. */
export function startApi(
  { url }: { url: string },
  sharedSecret: string,
  variables: Record<string, string> = {},
): Promise<BenchProcess> {
  const shared = { DIRECTUS_URL: url, RBAC_SYNC_WEBHOOK_SECRET: sharedSecret, RATE_LIMIT_MAX: '0' };
  return startProcess(apiMain, { ...shared, ...variables }, apiNodeFlags);
}

async function untilHealthy(url: string, hasExited: () => boolean): Promise<void> {
  for (;;) {
    if (hasExited()) throw new Error('a server of the bench ended before it was healthy');
    const isHealthy = await fetch(`${url}/healthz`).then(
      (response) => response.ok,
      () => false,
    );
    if (isHealthy) return;
    await sleep(5);
  }
}

type Running = { stop(): Promise<unknown> };

/**
 * Starts several things that belong together; a start that fails ends those before it.
 *
 * @param start hands each thing to `keep` as it's started
 * @returns what `start` gave, and a `stop` that ends all that was kept, the last one first
 */
export async function startTogether<Started extends object>(
  start: (keep: <One extends Running>(one: Promise<One>) => Promise<One>) => Promise<Started>,
): Promise<Started & { stop(): Promise<void> }> {
  const running: Running[] = [];
  const stop = async () => {
    for (const each of running.reverse()) await each.stop();
  };
  try {
    const started = await start(async (starting) => {
      const one = await starting;
      running.push(one);
      return one;
    });
    return { ...started, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
