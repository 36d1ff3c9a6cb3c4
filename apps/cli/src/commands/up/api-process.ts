import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { type ChildExit, pickVariables, stopChild, surroundingNames } from '@genie-helper/directus';
import type { VariableName } from '@genie-helper/environment';
import { CliError } from '../../installation/cli-error.ts';
import { askApi } from './api-address.ts';
import { type Child, createLastLines, type LastLines, type LogFile } from './children.ts';

const keptLines = 20;

/**
 * V8 otherwise lets garbage fill 300 MB on a large machine; with these bounds it's half of that at the same
 * processor time a request (`npm run bench -- footprint`). No signal opens a debugger, who would read every secret.
 * `npm run api` has the same.
 */
export const apiNodeFlags = [
  '--disable-sigusr1',
  '--max-semi-space-size=8',
  '--min-semi-space-size=8',
  '--heap-growing-percent=30',
] as const;

/** Which API to run, and how. */
export interface ApiProcessOptions {
  entry: string;
  /** The folder that relative paths in its variables are meant from. */
  dir: string;
  variables: Record<string, string>;
  log: LogFile;
}

/**
 * Starts the API's process. Its log goes straight to the file; what it writes to stderr is for
 * people, so it's kept too. It has a process group of its own, so that a terminal's Ctrl-C reaches
 * only `up`; the IPC channel tells it when `up` is gone, however that happened.
 */
export function startApiProcess({ entry, dir, variables, log }: ApiProcessOptions): Child {
  const child = spawn(process.execPath, [...apiNodeFlags, entry], {
    cwd: dir,
    env: variables,
    stdio: ['ignore', log.fd, 'pipe', 'ipc'],
    detached: true,
  });
  const lines = createLastLines(keptLines);
  keepLines(child, lines, log);
  const exited = new Promise<ChildExit>((resolve) => {
    child.once('close', (code, signal) => resolve({ code, signal }));
    child.once('error', (error) => {
      lines.add(error.message);
      resolve({ code: null, signal: null });
    });
  });
  return {
    name: 'The API',
    exited,
    lastLines: lines.all,
    logPath: log.path,
    kill: () => void child.kill('SIGKILL'),
    stop: (graceMs) => stopChild(child, exited, graceMs),
  };
}

function keepLines(child: ChildProcess, lines: LastLines, log: LogFile): void {
  if (child.stderr === null) return;
  createInterface({ input: child.stderr }).on('line', (line) => {
    log.writeLine(line);
    lines.add(line);
  });
}

/** The product's variables that the API reads. What isn't listed doesn't reach it. */
export const apiVariableNames = [
  'SERVER_PORT',
  'HOST',
  'LOG_LEVEL',
  'RATE_LIMIT_MAX',
  'TRUST_PROXY',
  'TOKEN_VALIDATION',
  'ENABLE_HTTPS',
  'HTTPS_CERT_PATH',
  'HTTPS_KEY_PATH',
  'ALLOW_INSECURE_HTTP',
  'DIRECTUS_URL',
  'DIRECTUS_ADMIN_TOKEN',
  'REDIS_URL',
  'OTEL_EXPORTER_OTLP_ENDPOINT',
  'OTEL_EXPORTER_OTLP_HEADERS',
  'RBAC_SYNC_WEBHOOK_SECRET',
  'RBAC_SYNC_WEBHOOK_SECRET_PREVIOUS',
  'CREDENTIALS_ENC_KEY_B64',
  'CREDENTIALS_ENC_KEYS_PREVIOUS_B64',
  'CAPTION_PROVIDER',
  'LLM_BASE_URL',
  'LLM_MODEL',
  'LLM_API_KEY',
  'LLM_TIMEOUT_MS',
] as const satisfies readonly VariableName[];

/** The complete environment of the API's process: only what it needs, so no secret of Directus. */
export function apiVariables(texts: Readonly<Record<string, string>>): Record<string, string> {
  const picked = pickVariables(texts, [...surroundingNames, ...apiVariableNames]);
  return { NODE_ENV: 'production', ...picked };
}

const pollMs = 50;

const deadlineMs = 30_000;

/**
 * Waits until the API says that it can serve.
 *
 * @param baseUrl where it listens, without a slash at the end
 * @throws CliError if it ends, or isn't ready in time
 * @throws the signal's reason if `signal` is aborted
 */
export async function untilReady(
  api: Child,
  baseUrl: string,
  logPath: string,
  signal: AbortSignal,
): Promise<void> {
  const stopWaiting = new AbortController();
  const waiting = AbortSignal.any([stopWaiting.signal, signal]);
  try {
    await Promise.race([
      poll(`${baseUrl}/readyz`, waiting),
      api.exited.then(() => Promise.reject(ended(api, logPath))),
      delay(deadlineMs, undefined, { signal: waiting }).then(() =>
        Promise.reject(tooLate(logPath)),
      ),
    ]);
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  } finally {
    stopWaiting.abort();
  }
}

async function poll(url: string, signal: AbortSignal): Promise<void> {
  while ((await askApi(url))?.status !== 200) await delay(pollMs, undefined, { signal });
}

function ended(api: Child, logPath: string): CliError {
  const lines = api.lastLines();
  return lines.length > 0
    ? new CliError('The API did not start:', { lines })
    : new CliError(`The API did not start. Its log: ${logPath}`);
}

function tooLate(logPath: string): CliError {
  return new CliError(
    `The API was not ready within ${deadlineMs / 1000} seconds. Its log: ${logPath}`,
  );
}
