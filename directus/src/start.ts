import { createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { type ChildExit, type DirectusChild, spawnDirectus } from './child.ts';
import { bootstrapEnvironment, type DirectusSettings, directusEnvironment } from './environment.ts';
import { DirectusStartError } from './errors.ts';

const pollMs = 50;
const pingTimeoutMs = 2_000;

/** A Directus that answers requests. It ends when this process ends, however that happens. */
export type DirectusProcess = Pick<DirectusChild, 'pid' | 'exited' | 'stop'> & { url: string };

export interface StartOptions {
  signal?: AbortSignal;
  /** Receives each line that Directus writes (JSON, one entry a line). */
  onLine?: (line: string) => void;
  /** Milliseconds that Directus may take to answer; 90 seconds unless given. */
  deadlineMs?: number;
}

/**
 * Starts Directus and resolves when it answers `/server/ping`.
 *
 * @throws DirectusStartError when the port is taken, when Directus exits, or when the deadline
 *   passes; nothing is left running.
 * @throws the signal's reason if `signal` is aborted; nothing is left running either.
 */
export async function startDirectus(
  settings: DirectusSettings,
  options: StartOptions = {},
): Promise<DirectusProcess> {
  options.signal?.throwIfAborted();
  await assertPortIsFree(settings);
  const env = directusEnvironment(settings);
  const child = await spawnDirectus('start', settings, env, options.onLine);
  const url = `http://${urlHost(settings.host)}:${settings.port}`;
  try {
    await untilAnswering(child, url, settings, options);
  } catch (error) {
    await child.stop();
    throw error;
  }
  return { url, pid: child.pid, exited: child.exited, stop: child.stop };
}

async function untilAnswering(
  child: DirectusChild,
  url: string,
  settings: DirectusSettings,
  options: StartOptions,
): Promise<void> {
  const deadlineMs = options.deadlineMs ?? 90_000;
  const stopWaiting = new AbortController();
  const signals = [stopWaiting.signal, ...(options.signal ? [options.signal] : [])];
  const wait = { signal: AbortSignal.any(signals), ref: true };
  try {
    await Promise.race([
      // Our own process says when it listens, so an answer can't come from another program's port.
      child.ready.then(() => untilPong(url, wait.signal)),
      child.exited.then((exit) => Promise.reject(exitError(exit, child, settings))),
      delay(deadlineMs, undefined, wait).then(() =>
        Promise.reject(timeoutError(deadlineMs, child)),
      ),
    ]);
  } catch (error) {
    options.signal?.throwIfAborted();
    throw error;
  } finally {
    stopWaiting.abort();
  }
}

async function untilPong(url: string, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const pong = await fetch(`${url}/server/ping`, {
      signal: AbortSignal.any([signal, AbortSignal.timeout(pingTimeoutMs)]),
    }).then(
      (answer) => answer.text(),
      () => '',
    );
    if (pong === 'pong') return;
    await delay(pollMs, undefined, { signal });
  }
}

async function assertPortIsFree(settings: DirectusSettings): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') reject(portError(settings, []));
      // Directus meets any other problem itself and says more about it.
      else resolve();
    });
    probe.listen({ host: settings.host, port: settings.port }, () => probe.close(() => resolve()));
  });
}

function portError(settings: DirectusSettings, lines: readonly string[]): DirectusStartError {
  return new DirectusStartError(
    'directus.port_in_use',
    `Directus can't start: port ${settings.port} on ${settings.host} is already in use by another program.`,
    lines,
  );
}

function exitError(
  exit: ChildExit,
  child: DirectusChild,
  settings: DirectusSettings,
): DirectusStartError {
  const lines = child.lastLines();
  if (lines.some((line) => line.includes('is already in use'))) return portError(settings, lines);
  const how = exit.signal === null ? `code ${exit.code}` : `signal ${exit.signal}`;
  const reason = lines.findLast((line) => /^(error|fatal): /.test(line));
  const detail = reason === undefined ? '' : ` It said: ${reason.replace(/^\w+: /, '')}`;
  return new DirectusStartError(
    'directus.exited',
    `Directus stopped while starting (${how}).${detail}`,
    lines,
  );
}

function timeoutError(deadlineMs: number, child: DirectusChild): DirectusStartError {
  return new DirectusStartError(
    'directus.start_timeout',
    `Directus did not answer within ${Math.round(deadlineMs / 1000)} seconds.`,
    child.lastLines(),
  );
}

function urlHost(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  if (host === '::') return '[::1]';
  return host.includes(':') ? `[${host}]` : host;
}

/**
 * Creates Directus's tables and the first administrator in an empty database, or brings the tables
 * of an existing one up to date; running it again changes nothing.
 *
 * @throws DirectusStartError `directus.bootstrap_failed` if Directus gives up.
 * @throws the signal's reason if `signal` is aborted; the process is gone by then.
 */
export async function bootstrapDirectus(
  settings: DirectusSettings,
  options: { signal?: AbortSignal; onLine?: (line: string) => void } = {},
): Promise<void> {
  options.signal?.throwIfAborted();
  const env = bootstrapEnvironment(settings);
  const child = await spawnDirectus('bootstrap', settings, env, options.onLine);
  const abort = () => void child.stop();
  options.signal?.addEventListener('abort', abort, { once: true });
  const exit = await child.exited;
  options.signal?.removeEventListener('abort', abort);
  options.signal?.throwIfAborted();
  if (exit.code !== 0) {
    const place =
      settings.database.client === 'sqlite3'
        ? settings.database.filename
        : `${settings.database.host}:${settings.database.port}/${settings.database.database}`;
    throw new DirectusStartError(
      'directus.bootstrap_failed',
      `Directus could not prepare its database (${place}).`,
      child.lastLines(),
    );
  }
}
