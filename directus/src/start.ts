import { createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { type ChildExit, type DirectusChild, spawnDirectus } from './child.ts';
import { bootstrapEnvironment, type DirectusSettings, directusEnvironment } from './environment.ts';
import { DirectusStartError } from './errors.ts';
import { explainBrokenPackages, findBrokenPackages } from './native-packages.ts';

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
  return {
    url,
    pid: child.pid,
    exited: child.exited,
    async stop(graceMs) {
      await child.drain(settings.shutdownDelayMs ?? 0);
      await child.stop(graceMs);
    },
  };
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
      child.exited.then(async (exit) => {
        throw await exitError(exit, child, settings);
      }),
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

async function exitError(
  exit: ChildExit,
  child: DirectusChild,
  settings: DirectusSettings,
): Promise<DirectusStartError> {
  const lines = child.lastLines();
  if (lines.some((line) => line.includes('is already in use'))) return portError(settings, lines);
  const how = exit.signal === null ? `code ${exit.code}` : `signal ${exit.signal}`;
  const { detail, missing } = await whyItEnded(child, exit, settings);
  if (missing !== undefined) return missing;
  const said = detail === undefined ? '' : ` It said: ${ended(detail)}`;
  return new DirectusStartError(
    'directus.exited',
    `Directus stopped while starting (${how}).${said}`,
    lines,
  );
}

/** With a full stop, so that another sentence can follow. */
function ended(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

/** What Directus said of its end; where it lacks a package, that is the reason, whatever it said. */
async function whyItEnded(
  child: DirectusChild,
  exit: ChildExit,
  { database, release }: DirectusSettings,
): Promise<{ detail?: string | undefined; missing?: DirectusStartError }> {
  const hasFailed = exit.signal === null && exit.code !== 0;
  const broken = hasFailed ? await findBrokenPackages(database.client, release) : [];
  if (broken.length === 0) return { detail: child.reason() };
  const { message, fix } = explainBrokenPackages(broken, release);
  return { missing: new DirectusStartError('directus.package_missing', `${message} ${fix}`, []) };
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
    const { detail, missing } = await whyItEnded(child, exit, settings);
    if (missing !== undefined) throw missing;
    throw new DirectusStartError(
      'directus.bootstrap_failed',
      `Directus could not prepare its database (${place})${detail === undefined ? '.' : `: ${ended(detail)}`}`,
      child.lastLines(),
    );
  }
}
