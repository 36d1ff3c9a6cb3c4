/**
 * How often a code of one account may be tried.
 *
 * Guarantees: of an account at most ten codes that are wrong are looked at in any hour, whatever the addresses and
 * processes they come from, and however many come at one moment: a place is taken in the database before a code is looked
 * at, and given back where it was right. A code is tried only beside the right password (`sign-in`) or with a link from the
 * account's mailbox (`link`), and the two are counted apart: so nobody without the password can use up the tries of a
 * sign-in.
 *
 * Doesn't guarantee: that the owner gets in with a code while somebody who has the password uses the tries up. A
 * recovery code still opens then.
 */
import { randomBytes } from 'node:crypto';
import type { Knex } from 'knex';
import { attemptsTable, factorsTable } from './tables.ts';

export type CodeWay = 'sign-in' | 'link';

/** Wrong codes of one account that are looked at in the window. */
export const maxWrongCodes = 10;
const windowMs = 60 * 60_000;

export type Attempt = { id: string } | { retryAfterMs: number };

/** Takes a place for one code. */
export async function beginAttempt(db: Knex, userId: string, way: CodeWay): Promise<Attempt> {
  const now = Date.now();
  return await db.transaction(async (trx) => {
    // All attempts at one account wait for each other here, at any process.
    await trx(factorsTable)
      .where({ user: userId })
      .update({ last_step: trx.ref('last_step') });
    await trx(attemptsTable)
      .where({ user: userId })
      .andWhere('at', '<=', now - windowMs)
      .delete();
    const counted: { at: number | string }[] = await trx(attemptsTable)
      .where({ user: userId, way })
      .orderBy('at')
      .select('at');
    const [oldest] = counted;
    if (oldest !== undefined && counted.length >= maxWrongCodes) {
      return { retryAfterMs: Number(oldest.at) + windowMs - now };
    }
    const id = randomBytes(16).toString('base64url');
    await trx(attemptsTable).insert({ id, user: userId, way, at: now });
    return { id };
  });
}

/** Gives the place back: what came was no guess. */
export async function forgetAttempt(db: Knex, id: string): Promise<void> {
  await db(attemptsTable).where({ id }).delete();
}
