import type { World } from '../../cli-context.ts';
import { type Step, withTime } from './step.ts';

/** Runs the steps and writes one line when each has ended: `done  Start Directus (4.8 s)`. */
export async function showStepsPlainly(
  steps: readonly Step[],
  world: Pick<World, 'stdout' | 'now'>,
): Promise<void> {
  for (const step of steps) {
    const startedAt = world.now();
    const write = (word: string, title: string) =>
      void world.stdout.write(`${word}  ${withTime(title, world.now() - startedAt)}\n`);
    try {
      write('done', await step.run(() => {}));
    } catch (error) {
      write('fail', step.title);
      throw error;
    }
  }
}
