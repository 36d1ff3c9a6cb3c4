/**
 * What people change of accounts through Directus: in the access log, in the transaction of the change.
 *
 * Guarantees: a change of status, role, tier, rights, password, address, token or provider of an account, and its deletion,
 * has its entry where somebody does it, through REST, GraphQL or a nested write, a revision that is brought back and a
 * second factor that is taken off: `admin` where it's another one's account. Each credential that goes with its owner has
 * one too, whoever deletes the owner, a flow and the erasure after seven days included. No
 * password, address or token is in an entry; of those it says that they changed. A person has one id there, in small letters.
 *
 * Doesn't guarantee: anything about changes that Directus, a guard, a flow with rights of its own or SQL makes; those who do
 * that as an act of somebody write their own entries.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { concealedText } from '@genie-helper/guard-protocol';
import type { Knex } from 'knex';
import {
  type Accountability,
  type FilterContext,
  type HookRegistration,
  inList,
  isFirstTime,
  isPostgres,
  listBinding,
  methodOf,
  queryRows,
  type Services,
} from '../shared/directus.ts';
import type { RunningDirectus } from '../shared/running-directus.ts';
import { loadEmitter } from '../vault/events.ts';
import { actorOf } from './actor.ts';
import { type AccessEntry, appendIfChained, lockChain } from './append-entries.ts';

/** What an entry tells the new value of. */
const toldFields = ['status', 'role', 'subscription_tier'] as const;
/** Of these an entry tells only that they changed. */
const namedFields = [
  ...['policies', 'password', 'email', 'token'],
  ...['provider', 'external_identifier', 'tfa_secret'],
] as const;

const longestDetail = 255;

type Changes = Readonly<Record<string, unknown>>;
interface ActionEvent {
  event: string | string[];
  meta: object;
  context: unknown;
}
interface MutationOptions {
  bypassEmitAction?: (event: ActionEvent) => void;
}
interface UsersInstance {
  collection: string;
  knex: Knex;
  accountability: Accountability | null;
}
type UpdateMany = (
  this: UsersInstance,
  keys: string[],
  data: Changes,
  options?: MutationOptions,
) => Promise<unknown>;
type DeleteMany = (
  this: UsersInstance,
  keys: string[],
  options?: MutationOptions,
) => Promise<unknown>;

/** A change that is under way, until its entries are written. */
interface UnderWay {
  detail: string;
  isLogged: boolean;
}
const underWay = new AsyncLocalStorage<UnderWay | undefined>();

/**
 * Wraps what changes and deletes users: their own service, and the one of all collections, by which Directus itself brings a
 * revision back and takes a second factor off, and which flows use.
 *
 * @throws Error if a method isn't there: this Directus isn't one that the guard was made for
 */
export function logUserActs(
  { filter }: Pick<HookRegistration, 'filter'>,
  { UsersService, ItemsService }: Pick<Services, 'UsersService' | 'ItemsService'>,
  directus: RunningDirectus,
): void {
  // Directus writes its own activity in the transaction of a change: there is the place for ours.
  filter('activity.create', noteActivity);
  const isOfUsers = (service: UsersInstance) =>
    service.collection === 'directus_users' && !(service instanceof UsersService);
  const wrapped = [
    [UsersService, 'UsersService', () => true],
    [ItemsService, 'ItemsService', isOfUsers],
  ] as const;
  for (const [service, name, isMeant] of wrapped) {
    const updateMany = methodOf<UpdateMany>(service, name, 'updateMany');
    const deleteMany = methodOf<DeleteMany>(service, name, 'deleteMany');
    if (!isFirstTime(service, Symbol.for('genie-helper.audit.user-acts'))) continue;
    const [update, remove] = [loggedUpdate(updateMany), loggedDelete(deleteMany, directus)];
    Reflect.set(service.prototype, 'updateMany', function (...args) {
      return (isMeant(this) ? update : updateMany).apply(this, args);
    } satisfies UpdateMany);
    Reflect.set(service.prototype, 'deleteMany', function (...args) {
      return (isMeant(this) ? remove : deleteMany).apply(this, args);
    } satisfies DeleteMany);
  }
}

/** PostgreSQL finds a user by an id in capitals as well; whatever is kept of the person has the id as the user has it. */
function ownSpelling(db: Knex, keys: readonly string[]): string[] {
  return keys.map((key) => (isPostgres(db) ? String(key).toLowerCase() : key));
}

function loggedUpdate(original: UpdateMany): UpdateMany {
  return async function updateMany(keys, data, options) {
    const ids = ownSpelling(this.knex, keys);
    const detail = describeChanges(data);
    const by = this.accountability;
    if (detail === '' || typeof by?.user !== 'string') {
      // A flow that another change has set off changes something else.
      return await underWay.run(undefined, () => original.call(this, ids, data, options));
    }
    const change: UnderWay = { detail, isLogged: false };
    const result = await underWay.run(change, () => original.call(this, ids, data, options));
    // Somebody has set Directus to keep no activity of users.
    if (!change.isLogged) {
      const entries = ids.map((id) => entryOf(by, 'update', id, detail));
      await inTransaction(this.knex, (trx) => appendIfChained(trx, entries));
    }
    return result;
  };
}

/** Filter of Directus's own log, which is written in the transaction of the change. */
async function noteActivity(
  row: Changes,
  _: unknown,
  { database }: FilterContext,
): Promise<Changes> {
  const change = underWay.getStore();
  const { action, collection, item, user, ip } = row;
  if (change === undefined || action !== 'update' || collection !== 'directus_users') return row;
  const by = { user: String(user), ip: typeof ip === 'string' ? ip : null };
  change.isLogged = true;
  await appendIfChained(database, [entryOf(by, 'update', String(item), change.detail)]);
  return row;
}

/** Locks come in the order that `lockHead` says: the accounts, the end of the chain, the records. */
function loggedDelete(original: DeleteMany, directus: RunningDirectus): DeleteMany {
  return async function deleteMany(given, options = {}) {
    const keys = ownSpelling(this.knex, given);
    const events: ActionEvent[] = [];
    const result = await inTransaction(this.knex, async (trx) => {
      await lockUsers(trx, keys);
      const entries =
        (await lockChain(trx)) === undefined ? [] : await findEntries(this, trx, keys);
      const inner = Object.create(this, { knex: { value: trx } });
      const own = { ...options, bypassEmitAction: (event: ActionEvent) => events.push(event) };
      const isNested = this.knex.isTransaction || options.bypassEmitAction !== undefined;
      const done = await original.call(inner, keys, isNested ? options : own);
      await appendIfChained(trx, entries);
      return done;
    });
    // What listens to the deletion must find it done.
    for (const { event, meta, context } of events) {
      const emitter = await loadEmitter(directus);
      emitter.emitAction([event].flat(), meta, context as Parameters<typeof emitter.emitAction>[2]);
    }
    return result;
  };
}

/** SQLite has one writer. */
async function lockUsers(trx: Knex, keys: readonly string[]): Promise<void> {
  const ids = keys.filter((key) => uuid.test(key));
  if (!isPostgres(trx) || ids.length === 0) return;
  await trx('directus_users').whereIn('id', ids).orderBy('id').forUpdate().select('id');
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Entries for the accounts, where somebody deletes them, and for the credentials that go with them. */
async function findEntries(
  { accountability }: UsersInstance,
  trx: Knex,
  keys: readonly string[],
): Promise<AccessEntry[]> {
  const ids = keys.filter((key) => uuid.test(key));
  const lost = await queryRows<{ collection: string; id: string; connection: string | null }>(
    trx,
    `SELECT 'platform_connections' AS collection, id, id AS connection
       FROM platform_connections WHERE "user" ${inList(trx)}
     UNION ALL SELECT 'download_credentials', id, NULL
       FROM download_credentials WHERE "user" ${inList(trx)}
     UNION ALL SELECT 'platform_sessions', id, connection
       FROM platform_sessions WHERE "user" ${inList(trx)}`,
    [listBinding(trx, ids), listBinding(trx, ids), listBinding(trx, ids)],
  );
  const by =
    typeof accountability?.user === 'string'
      ? actorOf(accountability.user, accountability.ip)
      : { principal_kind: 'server', principal_id: 'guard', request_id: '', address: '' };
  const records = lost.map(({ collection, id, connection }) => ({
    ...{ at: new Date(), action: 'delete', outcome: 'done', detail: 'owner_deleted' },
    ...{ ...by, collection, item: id, connection },
  }));
  if (typeof accountability?.user !== 'string') return records;
  const users = await trx('directus_users').whereIn('id', ids).select('id');
  return [...records, ...users.map(({ id }) => entryOf(accountability, 'delete', id, null))];
}

function describeChanges(data: Changes): string {
  const told = toldFields.flatMap((field) => {
    if (!(field in data)) return [];
    const value = data[field];
    return typeof value === 'object' && value !== null ? [field] : [`${field}=${value}`];
  });
  // What stands for a secret leaves it as it is: `passwords/index.ts`.
  const named = namedFields.filter((field) => field in data && data[field] !== concealedText);
  return [...told, ...named].join(' ').slice(0, longestDetail);
}

function entryOf(
  by: Accountability,
  act: 'update' | 'delete',
  userId: string,
  detail: string | null,
): AccessEntry {
  const actor = actorOf(by.user, by.ip);
  const isOwn = actor.principal_id === userId;
  return {
    ...{ at: new Date(), area: isOwn ? 'account' : 'admin', outcome: 'done', detail },
    ...{ action: isOwn ? `${act}_account` : `${act}_user`, ...actor },
    ...{ collection: 'directus_users', item: userId },
  };
}

async function inTransaction<T>(db: Knex, work: (trx: Knex.Transaction) => Promise<T>): Promise<T> {
  return db.isTransaction ? await work(db as Knex.Transaction) : await db.transaction(work);
}
