import { spawn } from 'node:child_process';
import { access, constants, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { readVariable } from '../../../support/process-environment.ts';

/** Whether a program is there; what a test is skipped for is that it isn't. */
export async function isInstalled(program: string): Promise<boolean> {
  const folders = (readVariable('PATH') ?? '').split(delimiter);
  const found = await Promise.all(
    folders.map((folder) =>
      access(join(folder, program), constants.X_OK).then(
        () => true,
        () => false,
      ),
    ),
  );
  return found.includes(true);
}

/**
 * Runs a scanner that writes a report.
 *
 * @param args gives its arguments, for a folder of its own and the file that the report goes to
 * @returns the report; what it said stands in the error where there is none
 */
export async function runScanner(
  program: string,
  args: (folder: string, report: string) => string[],
): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'genie-scan-'));
  const report = join(folder, 'report');
  let said = '';
  try {
    const child = spawn(program, args(folder, report), {
      // Nothing of ours in its environment, and nothing of it in the home of whoever runs the tests.
      env: { PATH: readVariable('PATH') ?? '', HOME: folder, LANG: 'C.UTF-8' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => {
        said += String(chunk);
      });
    }
    await new Promise<void>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', () => resolve());
    });
    return await readFile(report, 'utf8').catch(() => {
      throw new Error(`${program} wrote no report: ${said.slice(-4_000)}`);
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
