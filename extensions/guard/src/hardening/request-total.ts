/**
 * How much one request may read and be answered, all its lists together, over REST, SEARCH and GraphQL.
 *
 * Guarantees, for who isn't an administrator: the lists of one request have 5,000 rows and 8 MB of content together,
 * whatever the collection, and a GraphQL answer has 8 MB, however often it repeats a list under another name. More is
 * refused (400 at REST, errors in GraphQL). The lists of a request are read one after the other, so what was refused for
 * the first isn't read for the rest; and of one user's requests one list is read at a time, at a pace: who has read
 * 8 MB at once waits until more is earned, half a megabyte a second, where a row counts for 1 KB and a document for
 * 64 KB besides. Nobody else waits with him. Past 50 that wait, 429.
 *
 * Doesn't bound what a single list reads before its size is known: that's `read-bounds.ts`'s 1,000 rows. Doesn't count
 * what Directus reads for itself.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { HitRateLimitError, InvalidQueryError } from '@directus/errors';
import { type Charge, createTurns } from '@genie-helper/guard-protocol';
import {
  type Accountability,
  type DirectusRequest,
  isFirstTime,
  methodOf,
  type Next,
  type Services,
} from '../shared/directus.ts';
import { isGraphql } from './graphql-bounds.ts';
import { jsonBytes } from './json-bytes.ts';

const total = { rows: 5_000, bytes: 8 * 1024 * 1024 };

/** In bytes. A list of 4 MB keeps Directus busy for about a tenth of a second, and all others wait that long. */
const pace = { burst: 8 * 1024 * 1024, perSecond: 512 * 1024 };
const cost = { row: 1024, document: 64 * 1024 };
const atOnce = 1;
const maxWaiting = 50;

interface Budget {
  rows: number;
  bytes: number;
  /** In whose turn its lists are read. */
  reader: string | object;
}

type Reading = (
  this: { accountability?: Accountability | null; knex?: { isTransaction?: boolean } },
  ...args: unknown[]
) => Promise<unknown>;

type Execute = (this: unknown, ...args: unknown[]) => Promise<unknown>;

/**
 * Wraps the reading of lists and the answering of GraphQL documents, once a process.
 *
 * @returns the Express middleware behind which a request's lists count together
 * @throws Error if a method isn't there: this Directus isn't one that the guard was made for
 */
export function boundRequests({ ItemsService, GraphQLService }: Services) {
  const read = methodOf<Reading>(ItemsService, 'ItemsService', 'readByQuery');
  const execute = methodOf<Execute>(GraphQLService, 'GraphQLService', 'execute');
  // Undefined within a list that is being read: what belongs to it waits for nobody.
  const budgets = new AsyncLocalStorage<Budget | undefined>();
  const inTurn = createTurns<string | object>({ atOnce, maxWaiting, pace, refuse: tooMany });
  const inOrder = createTurns<Budget>({ atOnce: 1 });

  if (isFirstTime(ItemsService, Symbol.for('genie-helper.request-total'))) {
    Reflect.set(ItemsService.prototype, 'readByQuery', async function readByQuery(...args) {
      const budget = budgets.getStore();
      const isOwn = this.accountability === null || this.accountability === undefined;
      if (budget === undefined || isOwn) return await read.apply(this, args);
      const readCounted = async (charge: Charge) => {
        assertWithin(budget);
        const records = await budgets.run(undefined, () => read.apply(this, args));
        count(budget, records, charge);
        return records;
      };
      // A transaction holds a connection that a list before it may be waiting for.
      if (this.knex?.isTransaction === true) return await readCounted(() => undefined);
      return await inOrder(budget, () => inTurn(budget.reader, readCounted));
    } satisfies Reading);
    Reflect.set(GraphQLService.prototype, 'execute', async function executeBounded(...args) {
      const answer = await execute.apply(this, args);
      if (budgets.getStore() === undefined) return answer;
      if (jsonBytes(answer, total.bytes) > total.bytes) throw tooMuch();
      return answer;
    } satisfies Execute);
  }

  return ({ accountability, path }: BoundRequest, _response: unknown, next: Next): void => {
    if (accountability?.admin === true) {
      budgets.run(undefined, () => next());
      return;
    }
    const reader = accountability?.user ?? {};
    const enter = () => budgets.run({ rows: 0, bytes: 0, reader }, () => next());
    if (!isGraphql(path)) enter();
    else inTurn(reader, async (charge) => charge(cost.document)).then(enter, next);
  };
}

type BoundRequest = Pick<DirectusRequest, 'accountability' | 'path'>;

function count(budget: Budget, records: unknown, charge: Charge): void {
  const rows = Array.isArray(records) ? records.length : 1;
  const bytes = jsonBytes(records, total.bytes - budget.bytes);
  charge(bytes + rows * cost.row);
  budget.rows += rows;
  budget.bytes += bytes;
  assertWithin(budget);
}

/** @throws InvalidQueryError where the request has read as much as it may */
function assertWithin({ rows, bytes }: Budget): void {
  if (rows > total.rows || bytes > total.bytes) throw tooMuch();
}

function tooMany(): Error {
  return new HitRateLimitError({ limit: maxWaiting, reset: new Date(Date.now() + 1_000) });
}

function tooMuch(): Error {
  const reason =
    'The lists of one request have at most 5,000 rows and 8 MB together. Name fewer fields, smaller limits, or send several requests';
  return new InvalidQueryError({ reason });
}
