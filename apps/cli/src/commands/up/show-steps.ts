import { ListrDefaultRendererLogLevels as Level, Listr, type ListrTask } from 'listr2';
import type { CliContext } from '../../cli-context.ts';
import { createStyle, type Style } from '../../terminal.ts';

/** From here on the running step shows its seconds. */
const shownFromMs = 1_000;
const tickMs = 200;

/**
 * Runs the steps as a list that moves: waiting ones dim, the running one with a spinner and its seconds.
 *
 * @throws what a step threw; those after it don't run
 */
export async function showStepsInTerminal(
  steps: readonly Step[],
  context: Pick<CliContext, 'now' | 'hasColors'>,
): Promise<void> {
  const style = createStyle(context.hasColors);
  const list = new Listr(
    steps.map((step) => toTask(step, context.now, style)),
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

/**
 * Runs the steps and writes one line when each has ended: `done  Start Directus (4.8 s)`.
 *
 * @throws what a step threw; those after it don't run
 */
export async function showStepsPlainly(
  steps: readonly Step[],
  context: Pick<CliContext, 'stdout' | 'now'>,
): Promise<void> {
  for (const step of steps) {
    const startedAt = context.now();
    const write = (outcome: string, title: string) =>
      void context.stdout.write(`${outcome}  ${withTime(title, context.now() - startedAt)}\n`);
    try {
      write('done', await step.run(() => {}));
    } catch (error) {
      write('fail', step.title);
      throw error;
    }
  }
}

/** One thing that `up` does on the way. */
export interface Step {
  /** What it does, shown while it's doing it. */
  title: string;
  /**
   * Does it.
   *
   * @param tell shows a passing detail, where there's a terminal
   * @returns what to show in the title's place when it's done
   */
  run(tell: (detail: string) => void): Promise<string>;
}

/** `title (4.8 s)`; only the title where the time is too short to matter. */
function withTime(title: string, elapsedMs: number, paint = (time: string) => time): string {
  return elapsedMs < 100 ? title : `${title} ${paint(`(${(elapsedMs / 1000).toFixed(1)} s)`)}`;
}
