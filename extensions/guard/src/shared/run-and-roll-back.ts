import type { Knex } from 'knex';

class RollBack extends Error {}

/**
 * Runs what a guard tries at start in a transaction that is rolled back, so that nothing of it is ever seen.
 *
 * @throws what it throws
 */
export async function runAndRollBack(
  db: Knex,
  work: (trx: Knex.Transaction) => Promise<void>,
): Promise<void> {
  try {
    await db.transaction(async (trx) => {
      await work(trx);
      throw new RollBack();
    });
  } catch (error) {
    if (!(error instanceof RollBack)) throw error;
  }
}
