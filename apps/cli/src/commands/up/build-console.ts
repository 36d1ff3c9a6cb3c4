import { spawn } from 'node:child_process';
import { createProcessOutput, pickVariables, surroundingNames } from '@genie-helper/directus';
import type { CliContext } from '../../cli-context.ts';
import { CliError } from '../../installation/cli-error.ts';
import { watchProcess } from './children.ts';

const shownLines = 8;

/**
 * Has the console built if it isn't, or was from other sources than are there now. The build is a process of its own:
 * the memory that it takes is given back, and it gets none of the secrets.
 *
 * @param dir the folder of this installation, where the process runs
 * @throws CliError with what it wrote last; the signal's reason
 */
export async function buildConsole(
  dir: string,
  context: Pick<CliContext, 'consoleBuild' | 'variables'>,
  signal: AbortSignal,
): Promise<'built' | 'up to date'> {
  const child = spawn(process.execPath, [context.consoleBuild, '--if-needed'], {
    cwd: dir,
    env: pickVariables(context.variables, surroundingNames),
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    detached: true,
  });
  const stop = () => child.kill('SIGKILL');
  signal.addEventListener('abort', stop, { once: true });
  const output = createProcessOutput();
  const { code } = await watchProcess(child, output);
  signal.removeEventListener('abort', stop);
  signal.throwIfAborted();
  const lines = output.lastLines(shownLines);
  if (code !== 0) throw new CliError('The console was not built:', { lines });
  return lines.at(-1) === 'up to date' ? 'up to date' : 'built';
}
