import { DirectusStartError, DirectusStateError } from '@genie-helper/directus';
import type { World } from '../../cli-context.ts';
import { UpError } from '../../installation/cli-error.ts';
import { loadSettings, type UpSettings } from '../../installation/settings.ts';
import { type Interruption, watchInterruption } from '../../interruption.ts';
import { createStyle } from '../../terminal.ts';
import { createChildren, openLogFile } from './children.ts';
import { showSteps } from './show-steps.ts';

import { createSteps, logPaths } from './steps.ts';
import { renderSummary } from './summary.ts';

/** Within this all children are gone after a stop signal, by force if need be. */
const stopBudgetMs = 9_000;

/**
 * Brings Genie Helper up in a folder and keeps it up until a stop signal or the death of a part.
 * Whatever happens, nothing that it started runs on after it.
 *
 * @param dir the absolute path of the folder of `.env` and `data/`
 * @returns the exit code: 0 after a stop signal once it was up, 128 + n before that, 1 for a problem
 */
export async function runUp(dir: string, world: World): Promise<number> {
  const children = createChildren(world.now);
  const interruption = watchInterruption(world, (exitCode) => {
    children.killAll();
    world.exit(exitCode);
  });
  const undos: (() => Promise<void>)[] = [];
  const onEnd = (undo: () => Promise<void>) => void undos.unshift(undo);
  try {
    const startedAt = world.now();
    const settings = await announceSettings(dir, world);
    const logs = await openLogs(dir, onEnd);
    const { signal } = interruption;
    const steps = createSteps({ dir, settings, world, signal, children, logs, onEnd });
    await showSteps(steps, world);
    const style = createStyle(world.hasColors);
    world.stdout.write(renderSummary(settings, world.now() - startedAt, style));
    await Promise.race([interruption.requested, children.untilOneDies()]);
    tellStopping(world);
    return 0;
  } catch (error) {
    return tellProblem(error, world, interruption);
  } finally {
    await children.stopAll(stopBudgetMs);
    for (const undo of undos) await undo();
    interruption.dispose();
    if (interruption.signal.aborted) world.stdout.write('Stopped.\n');
  }
}

function tellStopping(world: World): void {
  // The terminal has just written "^C".
  world.stdout.write(`${world.isTerminal ? '\n' : ''}Stopping …\n`);
}

async function announceSettings(dir: string, world: World): Promise<UpSettings> {
  const settings = await loadSettings(dir, world.variables);
  if (settings.wasEnvCreated) {
    world.stdout.write(
      `Wrote ${settings.envPath} with new random secrets; only you can read it.\n\n`,
    );
  }
  for (const warning of settings.warnings) world.stderr.write(`Warning: ${warning}\n`);
  return settings;
}

async function openLogs(dir: string, onEnd: (undo: () => Promise<void>) => void) {
  const paths = logPaths(dir);
  const api = await openLogFile(paths.api);
  onEnd(api.close);
  const directus = await openLogFile(paths.directus);
  onEnd(directus.close);
  return { api, directus };
}

/** Problems that are ours to explain are told in sentences; anything else is a bug and says where. */
function tellProblem(error: unknown, world: World, interruption: Interruption): number {
  if (interruption.signal.aborted) {
    tellStopping(world);
    return interruption.exitCode();
  }
  const style = createStyle(world.hasColors);
  const { problems, lines } = explain(error);
  if (world.isTerminal) world.stderr.write('\n');
  for (const problem of problems) world.stderr.write(`${style.bad(problem)}\n`);
  for (const line of lines) world.stderr.write(`  ${line}\n`);
  return 1;
}

function explain(error: unknown): { problems: readonly string[]; lines: readonly string[] } {
  if (error instanceof UpError) return error;
  if (error instanceof DirectusStartError) {
    return { problems: [error.message], lines: error.logLines.slice(-8) };
  }
  if (error instanceof DirectusStateError) return { problems: [error.message], lines: [] };
  const stack = error instanceof Error ? error.stack : String(error);
  return { problems: ['"up" failed unexpectedly:'], lines: String(stack).split('\n') };
}
