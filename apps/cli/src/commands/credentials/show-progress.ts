import type { World } from '../../cli-context.ts';
import type { RotationDeps } from './rotate-records.ts';

const barWidth = 30;
const plainSteps = 10;

/**
 * Shows how far a rotation is: a bar in a terminal; elsewhere a line for each tenth, and no control characters.
 *
 * @returns what `rotateRecords` calls
 */
export function showProgress({
  stdout,
  isTerminal,
}: Pick<World, 'stdout' | 'isTerminal'>): NonNullable<RotationDeps['onProgress']> {
  let lastStep = '';
  return ({ collection, done, total }) => {
    if (isTerminal) {
      const filled = Math.round((barWidth * done) / total);
      const bar = '█'.repeat(filled) + '░'.repeat(barWidth - filled);
      const end = done === total ? '\n' : '';
      stdout.write(`\r\u001b[2K${collection.padEnd(20)} ${bar} ${done} of ${total}${end}`);
      return;
    }
    const step = `${collection} ${Math.floor((plainSteps * done) / total)}`;
    if (step === lastStep) return;
    lastStep = step;
    stdout.write(`${collection}: ${done} of ${total}\n`);
  };
}
