import { spawn } from 'node:child_process';
import { once } from 'node:events';

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
 * @param port a free port
 * @param variables its whole environment, besides the port
 * @param nodeFlags options of Node itself
 */
export async function startProcess(
  file: string,
  port: number,
  variables: Record<string, string>,
  nodeFlags: readonly string[] = [],
): Promise<BenchProcess> {
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

async function untilHealthy(url: string, hasExited: () => boolean): Promise<void> {
  for (;;) {
    if (hasExited()) throw new Error('a server of the bench ended before it was healthy');
    const isHealthy = await fetch(`${url}/healthz`).then(
      (response) => response.ok,
      () => false,
    );
    if (isHealthy) return;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
