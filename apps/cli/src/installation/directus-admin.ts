import { setTimeout as sleep } from 'node:timers/promises';
import { createDirectusClient, DirectusError } from '@genie-helper/directus-client';
import { type AdminCall, createAdminCall } from '@genie-helper/directus-client/queries';
import type { CliContext } from '../cli-context.ts';
import { CliError } from './cli-error.ts';
import { loadInstallation, requireVariables } from './installation.ts';

/** Fifty records with their ciphertexts go into one answer. */
const maxResponseBytes = 64 * 1024 * 1024;
const pauseMs = 500;

/**
 * Asks Directus as the administrator.
 *
 * @param options `attempts`: how often a call is sent before an outage is a CliError, so a write may be made twice. Only
 *   tests pass `pause`, the milliseconds before the second one.
 */
export function openDirectus(
  { url, adminToken }: { url: string; adminToken: string },
  {
    callTimeoutMs = 15_000,
    attempts = 1,
    pause = pauseMs,
  }: { callTimeoutMs?: number; attempts?: number; pause?: number } = {},
): AdminCall {
  const call = createAdminCall(
    createDirectusClient({ url, callTimeoutMs, maxResponseBytes }),
    adminToken,
  );
  return async (what) => {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await call(what);
      } catch (error) {
        if (!(error instanceof DirectusError)) throw error;
        if (attempt >= attempts) throw explainOutage(url, error);
        await sleep(pause * attempt);
      }
    }
  };
}

function explainOutage(url: string, error: DirectusError): CliError {
  return new CliError(`Directus does not answer at ${url} (${error.reason}).`, {
    hint: 'Start it with "npm start", or see "genie doctor"; then run the command again: what was done so far stays.',
    cause: error,
  });
}

/**
 * The same, of the installation in a folder.
 *
 * @param dir the folder of `.env`
 * @throws CliError with every problem that was found
 */
export async function openInstallation(
  dir: string,
  variables: CliContext['variables'],
): Promise<AdminCall> {
  const installation = await loadInstallation(dir, variables);
  const environment = requireVariables(installation, ['DIRECTUS_ADMIN_TOKEN']);
  const { DIRECTUS_URL: url, DIRECTUS_ADMIN_TOKEN: adminToken } = environment;
  return openDirectus({ url, adminToken });
}
