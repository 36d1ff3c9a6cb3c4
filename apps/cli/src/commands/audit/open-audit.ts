import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { checkpointKey } from '@genie-helper/audit-chain';
import { readVaultKeys } from '@genie-helper/vault';
import type { CliContext } from '../../cli-context.ts';
import { usualCheckpointFile } from '../../installation/checkpoint-file.ts';
import { CliError, fileError } from '../../installation/cli-error.ts';
import { openDirectus } from '../../installation/directus-admin.ts';
import { loadInstallation, requireVariables } from '../../installation/installation.ts';
import { parseTime } from '../../parse-time.ts';
import type { VerifyRequest } from './verify-log.ts';

interface AuditOptions {
  checkpoints: string | undefined;
  keys: readonly string[];
  retentionDays: string | undefined;
}

/**
 * All that verifying takes: the way to Directus, the lines of the checkpoints' file, the keys to trust.
 *
 * @throws CliError with every problem that was found
 */
export async function openAudit(
  dir: string,
  context: CliContext,
  { checkpoints, keys, retentionDays }: AuditOptions,
): Promise<Omit<VerifyRequest, 'now'>> {
  const installation = await loadInstallation(dir, context.variables);
  const values = requireVariables(installation, ['DIRECTUS_ADMIN_TOKEN']);
  const found = readVaultKeys(values);
  const vaultKeys =
    found === undefined || 'problems' in found ? [] : [found.current, ...found.previous];
  const usual = resolve(dir, values.AUDIT_CHECKPOINT_FILE ?? usualCheckpointFile);
  const path = checkpoints === undefined ? usual : resolve(checkpoints);
  return {
    call: openDirectus({ url: values.DIRECTUS_URL, adminToken: values.DIRECTUS_ADMIN_TOKEN }),
    lines: await readLines(path, checkpoints !== undefined),
    trustedKeys: [...new Set([...vaultKeys.map((key) => checkpointKey(key).publicKey), ...keys])],
    retentionDays:
      retentionDays === undefined ? values.AUDIT_RETENTION_DAYS : daysOf(retentionDays),
  };
}

/** @param isNamed whether somebody asked for this very file: then it must be there */
async function readLines(path: string, isNamed: boolean): Promise<string[]> {
  try {
    return (await readFile(path, 'utf8')).split('\n').filter((line) => line !== '');
  } catch (error) {
    if (!isNamed && error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw fileError(path, 'read', error, 'Name the file of the checkpoints with --checkpoints.');
  }
}

function daysOf(text: string): number {
  if (/^\d{1,5}$/.test(text)) return Number(text);
  throw new CliError('--retention-days must be a whole number of days.');
}

/** @returns ISO 8601, UTC @throws CliError */
export function parseSince(text: string): string {
  const time = parseTime(text);
  if (time !== undefined) return time.toISOString();
  throw new CliError('--since must be a time, such as 2026-11-01T00:00:00Z.');
}
