import type { World } from '../../cli-context.ts';
import { showStepsInTerminal } from './show-steps-in-terminal.ts';
import { showStepsPlainly } from './show-steps-plainly.ts';
import type { Step } from './step.ts';

/**
 * Runs the steps one after the other and shows them: a list with a spinner in a terminal, one line
 * a step elsewhere. The steps after one that fails don't run.
 *
 * @throws what the failing step threw; it's for the caller to tell
 */
export function showSteps(steps: readonly Step[], world: World): Promise<void> {
  return world.isTerminal ? showStepsInTerminal(steps, world) : showStepsPlainly(steps, world);
}
