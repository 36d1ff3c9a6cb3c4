import { spawn } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import {
  createProcessOutput,
  pickVariables,
  stopChild,
  surroundingNames,
  withoutLabel,
} from '@genie-helper/directus';
import type { VariableName } from '@genie-helper/environment';
import { CliError } from '../../installation/cli-error.ts';
import { askApi } from './api-address.ts';
import { type Child, watchProcess } from './children.ts';
import type { LogFile } from './log-file.ts';

const shownLines = 20;

/**
 * V8 otherwise lets garbage fill 300 MB on a large machine; these bounds keep the process well below 256 MB
 * (`npm run bench -- footprint`). A smaller growth costs a tenth to a fifth of a request's processor time: it's spent on
 * marking. No signal opens a debugger, who would read every secret. `npm run api` and the image have the same.
 */
export const apiNodeFlags = [
  '--disable-sigusr1',
  '--max-semi-space-size=8',
  '--min-semi-space-size=8',
  '--heap-growing-percent=70',
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
  const output = createProcessOutput();
  const exited = watchProcess(child, output, log.writeLine);
  return {
    name: 'The API',
    exited,
    lastLines: () => output.lastLines(shownLines),
    logPath: log.path,
    kill: () => void child.kill('SIGKILL'),
    stop: (graceMs) => stopChild(child, exited, graceMs),
  };
}

/** The product's variables that the API reads. What isn't listed doesn't reach it. */
export const apiVariableNames = [
  'SERVER_PORT',
  'HOST',
  'LOG_LEVEL',
  'RATE_LIMIT_MAX',
  'TRUST_PROXY',
  'TOKEN_VALIDATION',
  'EMAIL_VERIFICATION',
  'REQUIRE_ADMIN_TWO_FACTOR',
  'ENABLE_HTTPS',
  'HTTPS_CERT_PATH',
  'HTTPS_KEY_PATH',
  'ALLOW_INSECURE_HTTP',
  'DIRECTUS_URL',
  'DIRECTUS_URLS',
  'DIRECTUS_ADMIN_TOKEN',
  'DIRECTUS_ADMIN_TOKEN_PREVIOUS',
  'REDIS_URL',
  'OTEL_EXPORTER_OTLP_ENDPOINT',
  'OTEL_EXPORTER_OTLP_HEADERS',
  'METRICS_TOKEN',
  'RBAC_SYNC_WEBHOOK_SECRET',
  'RBAC_SYNC_WEBHOOK_SECRET_PREVIOUS',
  'GENIE_INTROSPECTION_SECRET',
  'CREDENTIALS_ENC_KEY_B64',
  'CREDENTIALS_ENC_KEYS_PREVIOUS_B64',
  'AUDIT_CHECKPOINT_FILE',
  'AUDIT_STREAM_URL',
  'AUDIT_STREAM_SECRET',
  'SMTP_URL',
  'ALLOW_INSECURE_SMTP',
  'MAIL_FROM',
  'PUBLIC_URL',
  'MAIL_DIRECTORY',
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
 * @throws if `signal` is aborted
 */
export async function untilReady(api: Child, baseUrl: string, signal: AbortSignal): Promise<void> {
  let isGone = false;
  void api.exited.then(() => {
    isGone = true;
  });
  const deadline = performance.now() + deadlineMs;
  while ((await askApi(`${baseUrl}/readyz`, signal))?.status !== 200) {
    if (isGone) throw ended(api);
    if (performance.now() > deadline) {
      const seconds = deadlineMs / 1000;
      throw new CliError(
        `The API was not ready within ${seconds} seconds. Its log: ${api.logPath}`,
      );
    }
    await delay(pollMs, undefined, { signal });
  }
}

function ended({ lastLines, logPath }: Child): CliError {
  const lines = lastLines().map(withoutLabel);
  return lines.length > 0
    ? new CliError('The API did not start:', { lines })
    : new CliError(`The API did not start. Its log: ${logPath}`);
}
