import { setTimeout as sleep } from 'node:timers/promises';
import { createKeyring, type Keyring, readVaultKeys } from '@genie-helper/vault';
import type { CliContext } from '../../cli-context.ts';
import { CliError } from '../../installation/cli-error.ts';
import { loadInstallation, requireVariables } from '../../installation/installation.ts';
import { createSealedRecords, type SealedRecords } from './sealed-records.ts';

const needed = ['DIRECTUS_ADMIN_TOKEN', 'CREDENTIALS_ENC_KEY_B64'] as const;

/**
 * The stored credentials of an installation, and the keys that open them.
 *
 * @param dir the folder of `.env`
 * @param runId names this run in the access log
 * @throws CliError with every problem of the settings
 */
export async function openVault(
  dir: string,
  { variables }: CliContext,
  runId: string,
): Promise<{ records: SealedRecords; keyring: Keyring }> {
  const installation = await loadInstallation(dir, variables);
  const keys = readVaultKeys(installation.values);
  const found = keys !== undefined && 'problems' in keys ? keys.problems : [];
  const problems = found.map(({ message }) => message);
  const environment = requireVariables(installation, needed, { problems });
  if (keys === undefined || 'problems' in keys) throw new TypeError('The keys were checked.');
  const { DIRECTUS_URL: url, DIRECTUS_ADMIN_TOKEN: adminToken } = environment;
  const run = { id: runId, now: () => new Date() };
  return {
    records: createSealedRecords(createDirectusCalls({ url, adminToken }), run),
    keyring: await createKeyring(keys),
  };
}

/**
 * Calls to Directus as the administrator.
 *
 * Guarantees: the token goes to DIRECTUS_URL only, redirects aren't followed, and no error quotes what Directus said
 * beyond its code.
 */

const attempts = 5;

const callTimeoutMs = 30_000;

const pauseMs = 500;

/** What Directus said: its `data`, or the code of its refusal (4xx). */
export type DirectusReply = { ok: true; data: unknown } | { ok: false; code: string };

/**
 * One call. What found no answer, 429 and 5xx are tried again, so a write may have been made twice.
 *
 * @throws CliError after five attempts, or where Directus refuses the token
 */
export type DirectusCalls = (
  method: 'GET' | 'POST',
  path: string,
  body?: unknown,
) => Promise<DirectusReply>;

/** @param pause milliseconds between the first attempts; only tests pass their own */
export function createDirectusCalls(
  { url, adminToken }: { url: string; adminToken: string },
  pause: number = pauseMs,
): DirectusCalls {
  return async (method, path, body) => {
    for (let attempt = 1; ; attempt += 1) {
      const answer = await send(method, `${url}${path}`, adminToken, body).catch(() => undefined);
      if (answer !== undefined && answer.status !== 429 && answer.status < 500) {
        return read(answer.status, answer.text);
      }
      if (attempt === attempts) throw unreachable(url, answer?.status);
      await sleep(pause * attempt);
    }
  };
}

async function send(method: string, address: string, adminToken: string, body: unknown) {
  const response = await fetch(address, {
    method,
    redirect: 'manual',
    headers: { authorization: `Bearer ${adminToken}`, 'content-type': 'application/json' },
    signal: AbortSignal.timeout(callTimeoutMs),
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: response.status, text: await response.text() };
}

function read(status: number, text: string): DirectusReply {
  const { data, errors } = parse(text);
  if (status >= 200 && status < 300 && data !== undefined) return { ok: true, data };
  if (status === 401 || status === 403) {
    throw new CliError(
      'Directus refused the token in DIRECTUS_ADMIN_TOKEN, or has no such collection: start the product once with "npm start", and see that the token is that of an active administrator.',
    );
  }
  const code: unknown = Array.isArray(errors) ? errors[0]?.extensions?.code : undefined;
  return { ok: false, code: typeof code === 'string' ? code : `HTTP_${status}` };
}

function parse(text: string): { data?: unknown; errors?: unknown } {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === 'object' && parsed !== null ? parsed : {};
  } catch {
    return {};
  }
}

function unreachable(url: string, status: number | undefined): CliError {
  const what = status === undefined ? 'does not answer' : `answers ${status}`;
  return new CliError(
    `Directus at ${url} ${what}. What was rewrapped so far stays; run the command again when Directus is back.`,
  );
}
