import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '../../errors/app-error.ts';

const maxAttempts = 20;
const longestPauseMs = 60;

/**
 * Repeats a read-and-write until no other write came in between, pausing at random so that writers at the same
 * time don't stay in step.
 *
 * @param attempt reads anew each time; answers `outdated` where another write came first
 * @throws AppError `credentials.busy` after 20 attempts
 */
export async function retryOutdated<T>(attempt: () => Promise<T | 'outdated'>): Promise<T> {
  for (let count = 0; count < maxAttempts; count += 1) {
    const result = await attempt();
    if (result !== 'outdated') return result;
    await sleep(Math.random() * longestPauseMs);
  }
  throw new AppError('credentials.busy');
}
