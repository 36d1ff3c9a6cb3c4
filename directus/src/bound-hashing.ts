/**
 * Bounds the memory that passwords cost Directus.
 *
 * A password is hashed and checked with Argon2, which takes 64 MB of memory for each (RFC 9106, section 4, second
 * choice). Directus computes as many at once as Node has threads for it, four, so a few sign-ins at one moment take a
 * quarter of a gigabyte, and all the threads that its SQLite waits for as well. Here two are computed at a time and the
 * others wait, in the order of asking. That loses no time: one alone keeps four processors busy.
 */
import pLimit from 'p-limit';

/** How many are computed at a time. */
const mostAtOnce = 2;

/** What is needed of `argon2`, which looks its functions up each time that they are called. */
export interface HashingModule {
  hash(...given: readonly unknown[]): Promise<unknown>;
  verify(...given: readonly unknown[]): Promise<unknown>;
}

/** Bounds all hashing that begins from now on. Done once a process. */
export function boundHashing(argon2: HashingModule): void {
  const inTurn = pLimit(mostAtOnce);
  const { hash, verify } = argon2;
  argon2.hash = (...given) => inTurn(() => hash(...given));
  argon2.verify = (...given) => inTurn(() => verify(...given));
}
