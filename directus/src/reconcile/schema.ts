import type {
  CollectionState,
  FieldState,
  JsonObject,
  ManyToAnyState,
  RelationState,
} from '../../state/types.ts';
import { DirectusStateError } from '../errors.ts';
import { createOrCorrect, differences, type ReconcileContext } from './context.ts';
import type { Row } from './directus-api.ts';

/** Creates the collections that are missing, with their fields, and corrects the others. */
export async function reconcileCollections(
  context: ReconcileContext,
  collections: readonly CollectionState[],
): Promise<void> {
  if (collections.length === 0) return;
  const current = await context.api.list('/collections');
  for (const { collection, meta, fields } of collections) {
    const existing = current.find((row) => row.collection === collection);
    await createOrCorrect(context, {
      name: `collection ${collection}`,
      existing,
      create: { path: '/collections', body: { collection, meta, schema: {}, fields } },
      correct: {
        path: `/collections/${collection}`,
        body: existing && differences({ meta }, existing),
      },
    });
    if (existing !== undefined) await reconcileFields(context, collection, fields);
  }
}

/**
 * Adds the fields that a collection lacks and corrects those that differ. A field of another type is
 * left alone: converting a column can lose data, so that's for a person to do.
 *
 * @throws DirectusStateError `directus.state_conflict` for a field of another type.
 */
export async function reconcileFields(
  context: ReconcileContext,
  collection: string,
  fields: readonly FieldState[],
): Promise<void> {
  if (fields.length === 0) return;
  const path = `/fields/${collection}`;
  const current = await context.api.list(path);
  for (const desired of fields) {
    const name = `${collection}.${desired.field}`;
    const existing = current.find((row) => row.field === desired.field);
    if (existing !== undefined) assertSameType(name, desired, existing);
    await createOrCorrect(context, {
      name: `field ${name}`,
      existing,
      create: { path, body: desired },
      correct: {
        path: `${path}/${desired.field}`,
        body: existing && fieldPatch(desired, existing),
      },
      made: 'Added',
    });
  }
}

function assertSameType(name: string, desired: FieldState, existing: Row): void {
  if (existing.type === desired.type) return;
  // A database without a type of its own for them, such as SQLite, keeps UUIDs in 36 characters.
  const { data_type, max_length } = section(existing.schema);
  if (desired.type === 'uuid' && data_type === 'char' && max_length === 36) return;
  throw new DirectusStateError(
    'directus.state_conflict',
    `The field ${name} is of type ${existing.type}, but must be ${desired.type}: convert or remove it by hand.`,
  );
}

function fieldPatch(desired: FieldState, existing: Row): Row | undefined {
  const schema = differences(desired.schema, section(existing.schema));
  const meta = differences(withCasts(desired.meta, existing.meta), section(existing.meta));
  if (schema === undefined && meta === undefined) return undefined;
  return {
    type: desired.type,
    ...(schema === undefined ? {} : { schema: { ...section(existing.schema), ...schema } }),
    ...(meta === undefined ? {} : { meta }),
  };
}

/**
 * Where a database has no type of its own for them, Directus notes by itself how a field's values are cast; without its
 * `cast-timestamp` a timestamp of SQLite is a plain date and time.
 */
function withCasts(desired: FieldState['meta'], existing: unknown): FieldState['meta'] {
  const { special } = section(existing);
  if (!Array.isArray(desired.special) || !Array.isArray(special)) return desired;
  const own: unknown[] = desired.special;
  const casts = special.filter((flag) => /^cast-/.test(String(flag)) && !own.includes(flag));
  return { ...desired, special: [...own, ...casts] as JsonObject[string] };
}

function section(value: unknown): Row {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

/** Creates the relations that are missing and corrects what happens when the related row goes. */
export async function reconcileRelations(
  context: ReconcileContext,
  relations: readonly RelationState[],
): Promise<void> {
  const wanted = relations.map(({ collection, field, relatedCollection, onDelete }) => {
    const schema = { on_delete: onDelete };
    const desired = { related_collection: relatedCollection, schema };
    const meta = { one_deselect_action: 'nullify' };
    const create = { ...desired, meta };
    return { collection, field, target: relatedCollection, desired, create, patch: { schema } };
  });
  await createOrCorrectRelations(context, wanted);
}

/** Creates the relations to several collections that are missing and corrects which collections those are. */
export async function reconcileManyToAny(
  context: ReconcileContext,
  relations: readonly ManyToAnyState[],
): Promise<void> {
  const wanted = relations.map(({ collection, field, collectionField, allowedCollections }) => {
    const meta = {
      one_collection_field: collectionField,
      one_allowed_collections: allowedCollections,
    };
    const target = allowedCollections.join(', ');
    const create = { related_collection: null, schema: null, meta };
    return { collection, field, target, desired: { meta }, create, patch: { meta } };
  });
  await createOrCorrectRelations(context, wanted);
}

interface WantedRelation {
  collection: string;
  field: string;
  /** Where it leads to, for people. */
  target: string;
  /** What must be so; where it isn't, `patch` is sent. */
  desired: JsonObject;
  create: JsonObject;
  patch: JsonObject;
}

async function createOrCorrectRelations(
  context: ReconcileContext,
  relations: readonly WantedRelation[],
): Promise<void> {
  if (relations.length === 0) return;
  const current = await context.api.list('/relations');
  for (const { collection, field, target, desired, create, patch } of relations) {
    const existing = current.find((row) => row.collection === collection && row.field === field);
    const differs = existing && differences(desired, existing);
    await createOrCorrect(context, {
      name: `relation ${collection}.${field} -> ${target}`,
      existing,
      create: { path: '/relations', body: { collection, field, ...create } },
      correct: { path: `/relations/${collection}/${field}`, body: differs && patch },
    });
  }
}
