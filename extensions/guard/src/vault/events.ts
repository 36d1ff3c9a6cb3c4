/**
 * What flows and hooks hear of the vault's writes: the events that `ItemsService` would emit of them.
 *
 * Filters come before a record is written, in its transaction, and may change or refuse it; actions come after the commit.
 * No filter is asked about an entry of the access log: nothing may change or stop one.
 *
 * Directus copies its whole schema for whoever asks for it, which takes longer than a reveal. So it's asked for only where
 * somebody listens who may want it.
 */
import type { AccessEntry, SealedCollection, VaultOperation } from '@genie-helper/guard-protocol';
import type { Knex } from 'knex';
import type { HookContext } from '../shared/directus.ts';
import { asksForNoSchema } from '../shared/own-filters.ts';
import type { RunningDirectus } from '../shared/running-directus.ts';

/** Directus's own emitter, as flows and hooks listen to it. */
export interface Emitter {
  emitFilter(
    events: string[],
    payload: unknown,
    meta: object,
    context: EventContext,
  ): Promise<unknown>;
  emitAction(events: string[], meta: object, context: EventContext): void;
  filterEmitter: Listened;
  actionEmitter: Listened;
}

interface Listened {
  listeners(event: string): readonly object[];
}

interface EventContext {
  database: Knex;
  /** Null where nobody listened who asks for it; a flow that was made since gets it itself. */
  schema: unknown;
  /** Directus itself. */
  accountability: null;
}

/** What was done with a record. */
export type RecordChange =
  | { kind: 'create'; collection: SealedCollection; id: string; payload: Columns }
  | { kind: 'update'; collection: SealedCollection; id: string; payload: Columns }
  | { kind: 'delete'; collection: SealedCollection; id: string };

export type Columns = Readonly<Record<string, unknown>>;

/** The events of one call. */
export type VaultEvents = Awaited<ReturnType<ReturnType<typeof createVaultEvents>>>;

/** @returns a function to be called before the transaction begins: SQLite's one connection may be needed for it */
export function createVaultEvents(
  emitter: Emitter,
  { database, getSchema, logger }: Pick<HookContext, 'database' | 'getSchema' | 'logger'>,
) {
  const contextOf = (db: Knex, schema: unknown) => ({ database: db, schema, accountability: null });
  const isFilterForeign = (event: string) =>
    emitter.filterEmitter.listeners(event).some((filter) => !asksForNoSchema(filter));
  const hasListeners = (event: string) => emitter.actionEmitter.listeners(event).length > 0;

  /** What is committed stays so, whatever a listener makes of it. */
  async function tell(actions: readonly Action[]): Promise<void> {
    try {
      const context = contextOf(database, await getSchema());
      for (const { events, meta } of actions) emitter.emitAction(events, meta, context);
    } catch (error) {
      logger.error(error, 'Telling of a write to the vault failed.');
    }
  }

  return async (operations: readonly VaultOperation[]) => {
    const isSchemaWanted = operations.some((operation) =>
      filterEventsOf(operation).some(isFilterForeign),
    );
    const schema = isSchemaWanted ? await getSchema() : null;
    return {
      /** @returns the columns to be written. @throws what a filter throws to refuse them */
      async beforeChange(trx: Knex, change: RecordChange): Promise<Columns> {
        const { kind, collection, id } = change;
        const payload = kind === 'delete' ? [id] : change.payload;
        const meta = kind === 'update' ? { keys: [id], collection } : { collection };
        const events = eventsOf(collection, kind);
        const wanted = await emitter.emitFilter(events, payload, meta, contextOf(trx, schema));
        return kind === 'delete' ? {} : (wanted as Columns);
      },
      /** Tells of what was committed; returns at once. */
      afterCommit(changes: readonly RecordChange[], entries: readonly AccessEntry[]): void {
        const actions = [...changes.map(actionOf), ...entries.map(actionOfEntry)];
        const heard = actions.filter(({ events }) => events.some(hasListeners));
        if (heard.length > 0) void tell(heard);
      },
    };
  };
}

/** An event of what is done. */
interface Action {
  events: string[];
  meta: object;
}

function actionOf(change: RecordChange): Action {
  const { kind, collection, id } = change;
  const about =
    kind === 'create'
      ? { payload: change.payload, key: id }
      : { payload: kind === 'delete' ? [id] : change.payload, keys: [id] };
  return { events: eventsOf(collection, kind), meta: { ...about, collection } };
}

function actionOfEntry(payload: AccessEntry): Action {
  const collection = 'credential_access_log';
  return { events: eventsOf(collection, 'create'), meta: { payload, collection } };
}

function filterEventsOf(operation: VaultOperation): string[] {
  const { kind } = operation;
  if (kind === 'remove') return eventsOf(operation.collection, 'delete');
  if (kind !== 'write') return [];
  return eventsOf(operation.collection, operation.sealCount === 1 ? 'create' : 'update');
}

function eventsOf(collection: string, kind: string): string[] {
  return [`items.${kind}`, `${collection}.items.${kind}`];
}

/** @throws Error where this Directus isn't one that the guard was made for */
export async function loadEmitter(directus: RunningDirectus): Promise<Emitter> {
  const loaded: { default?: Partial<Emitter> } = await directus.load('@directus/api/emitter');
  const { default: emitter } = loaded;
  const methods = [
    emitter?.emitFilter,
    emitter?.emitAction,
    emitter?.filterEmitter?.listeners,
    emitter?.actionEmitter?.listeners,
  ];
  if (methods.every((method) => typeof method === 'function')) return emitter as Emitter;
  throw new Error('this Directus has no emitter of events.');
}
