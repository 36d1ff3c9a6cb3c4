import { DirectusStartError, DirectusStateError } from '@genie-helper/directus';
import type { World } from '../../cli-context.ts';
import { UpError } from '../../installation/cli-error.ts';
import { type Interruption, watchInterruption } from '../../interruption.ts';

const shownLines = 8;

/**
 * Runs a command that works with a Directus of its own, and tells on stderr why it can't go on. A second stop signal
 * ends this process at once; its Directus notices and ends, too.
 *
 * @returns what `run` gave, 1 for a problem that was told, or 128 + n where signal n came first
 */
export async function runDirectusCommand(
  world: World,
  run: (interruption: Interruption) => Promise<number>,
): Promise<number> {
  const interruption = watchInterruption(world, (exitCode) => world.exit(exitCode));
  try {
    return await run(interruption);
  } catch (error) {
    if (interruption.signal.aborted) return interruption.exitCode();
    const { problems, lines } = explain(error);
    for (const problem of problems) world.stderr.write(`${problem}\n`);
    for (const line of lines.slice(-shownLines)) world.stderr.write(`  ${line}\n`);
    return 1;
  } finally {
    interruption.dispose();
  }
}

function explain(error: unknown): { problems: readonly string[]; lines: readonly string[] } {
  if (error instanceof UpError) return error;
  if (error instanceof DirectusStartError) {
    return { problems: [error.message], lines: error.logLines };
  }
  if (error instanceof DirectusStateError) return { problems: [error.message], lines: [] };
  throw error;
}
