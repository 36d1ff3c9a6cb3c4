/**
 * What waits for one collection takes only a share of the connections to the database.
 *
 * Whoever reads or writes a table that is locked waits at the database, and keeps a connection of the pool meanwhile.
 * Without a bound a few dozen of them take all, and nothing else is answered: no token is checked, nobody signs in. So
 * of each collection a few pieces of work are under way at a time, over REST and GraphQL; the others wait without a
 * connection, for a while.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { createTurns } from '@genie-helper/guard-protocol';
import type { Knex } from 'knex';
import { isFirstTime, methodOf, type Services } from '../shared/directus.ts';
import { OutageError } from './describe-outage.ts';

/** Of the connections of the pool. Two collections that are locked at one moment leave some still. */
const share = 0.4;
/** As long as the database lets somebody wait for a lock, or a little longer. */
const longestWaitMs = 5_000;
const maxWaiting = 200;

/** All through which `ItemsService` reaches its table; the others call these. */
const methods = [
  'createOne',
  'createMany',
  'readByQuery',
  'updateMany',
  'updateBatch',
  'upsertMany',
  'deleteMany',
] as const;

interface Service {
  collection: string;
  knex?: { isTransaction?: boolean };
}

type Work = (this: Service, ...args: unknown[]) => Promise<unknown>;

/**
 * Wraps the work on collections, once a process.
 *
 * @throws Error if a method isn't there: this Directus isn't one that the guard was made for
 */
export function boundCollections({ ItemsService }: Services, database: Knex): void {
  const originals = methods.map(
    (name) => [name, methodOf<Work>(ItemsService, 'ItemsService', name)] as const,
  );
  const connections = Number(database.client.pool?.max ?? 0);
  const atOnce = Math.floor(connections * share);
  // SQLite has one connection, for which everybody waits in any case.
  if (atOnce < 1 || !isFirstTime(ItemsService, Symbol.for('genie-helper.collection-share'))) return;
  const inTurn = createTurns({
    atOnce,
    maxWaiting,
    refuse: () => new OutageError('its line is full'),
  });
  // What a piece of work asks of its own or of other collections waits for nobody: it holds a place already.
  const isWithin = new AsyncLocalStorage<true>();
  for (const [name, original] of originals) {
    Reflect.set(ItemsService.prototype, name, async function inItsTurn(...args) {
      const work = () => isWithin.run(true, () => original.apply(this, args));
      if (isWithin.getStore() === true || this.knex?.isTransaction === true) return await work();
      return await withinTime((begin) => inTurn(this.collection, () => begin(work)));
    } satisfies Work);
  }
}

/** @throws OutageError where its turn doesn't come in time; the work isn't done then, also not later */
async function withinTime(
  take: (begin: (work: () => Promise<unknown>) => Promise<unknown>) => Promise<unknown>,
): Promise<unknown> {
  let begun = () => {};
  let hasGivenUp = false;
  const tooLate = new Promise<never>((_, reject) => {
    const timer = setTimeout(() => {
      hasGivenUp = true;
      reject(new OutageError('others wait for the same collection'));
    }, longestWaitMs);
    begun = () => clearTimeout(timer);
  });
  const done = take(async (work) => {
    begun();
    return hasGivenUp ? undefined : await work();
  });
  return await Promise.race([done, tooLate]).finally(begun);
}
