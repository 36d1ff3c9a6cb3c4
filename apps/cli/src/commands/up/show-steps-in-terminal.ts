import { ListrDefaultRendererLogLevels as Level, Listr, type ListrTask } from 'listr2';
import type { World } from '../../cli-context.ts';
import { createStyle, type Style } from '../../terminal.ts';
import { type Step, withTime } from './step.ts';

/** From here on the running step shows its seconds. */
const shownFromMs = 1_000;
const tickMs = 200;

/** Runs the steps as a list that moves: waiting ones dim, the running one with a spinner and its seconds. */
export async function showStepsInTerminal(
  steps: readonly Step[],
  world: Pick<World, 'now' | 'hasColors'>,
): Promise<void> {
  const style = createStyle(world.hasColors);
  const list = new Listr(
    steps.map((step) => toTask(step, world.now, style)),
    {
      renderer: 'default',
      // Ours stop the children first; Listr's would end the process.
      registerSignalListeners: false,
      rendererOptions: {
        collapseErrors: false,
        showErrorMessage: false,
        icon: { [Level.WAITING]: '·', [Level.COMPLETED_WITH_FAILED_SISTER_TASKS]: '·' },
        color: {
          [Level.PENDING]: style.link,
          [Level.OUTPUT]: style.dim,
          [Level.COMPLETED_WITH_FAILED_SISTER_TASKS]: style.dim,
        },
      },
    },
  );
  await list.run();
}

function toTask(step: Step, now: () => number, style: Style): ListrTask {
  return {
    title: step.title,
    async task(_, task) {
      const startedAt = now();
      const elapsed = () => now() - startedAt;
      const ticker = setInterval(() => {
        if (elapsed() < shownFromMs) return;
        task.title = `${step.title} ${style.dim(`(${Math.floor(elapsed() / 1000)} s)`)}`;
      }, tickMs);
      try {
        const outcome = await step.run((detail) => {
          task.output = detail;
        });
        task.title = withTime(outcome, elapsed(), style.dim);
      } catch (error) {
        task.title = withTime(step.title, elapsed(), style.dim);
        throw error;
      } finally {
        clearInterval(ticker);
      }
    },
  };
}
