/**
 * Bounds the memory that passwords cost Directus.
 *
 * A password is hashed and checked with Argon2, which takes 64 MB of memory for each (RFC 9106, section 4, second
 * choice) and four threads. Directus computes four at once, so a few sign-ins at one moment take a quarter of a
 * gigabyte, and all the threads that its SQLite waits for as well. Here one is computed at a time, or two where there
 * are eight processors for them, and the others wait in the order of asking. That loses no time: the processors have
 * enough to do.
 */
import { availableParallelism } from 'node:os';
import pLimit from 'p-limit';

const threadsEach = 4;

/** What is needed of `argon2`, which looks its functions up each time that they are called. */
export interface HashingModule {
  hash(...given: readonly unknown[]): Promise<unknown>;
  verify(...given: readonly unknown[]): Promise<unknown>;
}

/**
 * Bounds all hashing that begins from now on. Done once a process.
 *
 * @param mostAtOnce how many are computed at a time
 */
export function boundHashing(
  argon2: HashingModule,
  mostAtOnce: number = availableParallelism() < 2 * threadsEach ? 1 : 2,
): void {
  const inTurn = pLimit(mostAtOnce);
  const { hash, verify } = argon2;
  argon2.hash = (...given) => inTurn(() => hash(...given));
  argon2.verify = (...given) => inTurn(() => verify(...given));
}
