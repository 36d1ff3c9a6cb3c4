import { once } from 'node:events';
import { lineOf } from '@genie-helper/audit-chain';
import type { AdminCall } from '@genie-helper/directus-client/queries';
import type { Output } from '../../cli-context.ts';
import { errorCode, outputError } from '../../installation/cli-error.ts';
import { readLog } from './read-log.ts';

/**
 * Writes the log line by line, at the pace of whoever reads it.
 *
 * @param since only entries from this moment on, ISO 8601
 * @throws CliError where Directus runs without our guard, or nobody takes the lines any more · DirectusError
 */
export async function exportLog(
  call: AdminCall,
  since: string | undefined,
  stdout: Output,
): Promise<void> {
  for await (const page of readLog(call, since)) {
    const lines = page.map(lineOf);
    const isFull = stdout.write(`${lines.join('\n')}\n`) === false;
    if (!isFull || !('once' in stdout)) continue;
    await once(stdout as NodeJS.WriteStream, 'drain').catch((error: unknown) => {
      throw outputError(errorCode(error), error);
    });
  }
}
