import type {
  CollectionState,
  FieldState,
  ManyToAnyState,
  RelationState,
} from '../../state/types.ts';
import { DirectusStateError } from '../errors.ts';
import { differences, type ReconcileContext } from './context.ts';
import type { Row } from './directus-api.ts';

/** Creates the collections that are missing, with their fields, and mends the others. */
export async function reconcileCollections(
  context: ReconcileContext,
  collections: readonly CollectionState[],
): Promise<void> {
  if (collections.length === 0) return;
  const { api, change } = context;
  const current = await api.list('/collections');
  for (const { collection, meta, fields } of collections) {
    const existing = current.find((row) => row.collection === collection);
    if (existing === undefined) {
      await change({
        method: 'POST',
        path: '/collections',
        body: { collection, meta, schema: {}, fields },
        found: `The collection ${collection} is missing.`,
        done: `Created the collection ${collection}.`,
      });
      continue;
    }
    const patch = differences({ meta }, existing);
    if (patch !== undefined) {
      await change({
        method: 'PATCH',
        path: `/collections/${collection}`,
        body: patch,
        found: `The collection ${collection} has another set-up.`,
        done: `Corrected the collection ${collection}.`,
      });
    }
    await reconcileFields(context, collection, fields);
  }
}

/**
 * Adds the fields that a collection lacks and mends those that differ. A field of another type is
 * left alone: converting a column can lose data, so that's for a person to do.
 *
 * @throws DirectusStateError `directus.state_conflict` for a field of another type.
 */
export async function reconcileFields(
  { api, change }: ReconcileContext,
  collection: string,
  fields: readonly FieldState[],
): Promise<void> {
  if (fields.length === 0) return;
  const current = await api.list(`/fields/${collection}`);
  for (const desired of fields) {
    const name = `${collection}.${desired.field}`;
    const existing = current.find((row) => row.field === desired.field);
    if (existing === undefined) {
      await change({
        method: 'POST',
        path: `/fields/${collection}`,
        body: desired,
        found: `The field ${name} is missing.`,
        done: `Added the field ${name}.`,
      });
      continue;
    }
    assertSameType(name, desired, existing);
    const patch = fieldPatch(desired, existing);
    if (patch === undefined) continue;
    await change({
      method: 'PATCH',
      path: `/fields/${collection}/${desired.field}`,
      body: patch,
      found: `The field ${name} has another set-up.`,
      done: `Corrected the field ${name}.`,
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
  const meta = differences(desired.meta, section(existing.meta));
  if (schema === undefined && meta === undefined) return undefined;
  return {
    type: desired.type,
    ...(schema === undefined ? {} : { schema: { ...section(existing.schema), ...schema } }),
    ...(meta === undefined ? {} : { meta }),
  };
}

function section(value: unknown): Row {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

/** Creates the relations that are missing and mends what happens when the related row goes. */
export async function reconcileRelations(
  { api, change }: ReconcileContext,
  relations: readonly RelationState[],
): Promise<void> {
  if (relations.length === 0) return;
  const current = await api.list('/relations');
  for (const { collection, field, relatedCollection, onDelete } of relations) {
    const name = `${collection}.${field} -> ${relatedCollection}`;
    const schema = { on_delete: onDelete };
    const existing = current.find((row) => row.collection === collection && row.field === field);
    if (existing === undefined) {
      const meta = { one_deselect_action: 'nullify' };
      const body = { collection, field, related_collection: relatedCollection, schema, meta };
      await change({
        method: 'POST',
        path: '/relations',
        body,
        found: `The relation ${name} is missing.`,
        done: `Created the relation ${name}.`,
      });
    } else if (differences({ related_collection: relatedCollection, schema }, existing)) {
      await change({
        method: 'PATCH',
        path: `/relations/${collection}/${field}`,
        body: { schema },
        found: `The relation ${name} has another set-up.`,
        done: `Corrected the relation ${name}.`,
      });
    }
  }
}

/** Creates the relations to several collections that are missing and mends which collections those are. */
export async function reconcileManyToAny(
  { api, change }: ReconcileContext,
  relations: readonly ManyToAnyState[],
): Promise<void> {
  if (relations.length === 0) return;
  const current = await api.list('/relations');
  for (const { collection, field, collectionField, allowedCollections } of relations) {
    const name = `${collection}.${field} -> ${allowedCollections.join(', ')}`;
    const meta = {
      one_collection_field: collectionField,
      one_allowed_collections: allowedCollections,
    };
    const existing = current.find((row) => row.collection === collection && row.field === field);
    if (existing === undefined) {
      const body = { collection, field, related_collection: null, schema: null, meta };
      await change({
        method: 'POST',
        path: '/relations',
        body,
        found: `The relation ${name} is missing.`,
        done: `Created the relation ${name}.`,
      });
    } else if (differences({ meta }, existing)) {
      await change({
        method: 'PATCH',
        path: `/relations/${collection}/${field}`,
        body: { meta },
        found: `The relation ${name} has another set-up.`,
        done: `Corrected the relation ${name}.`,
      });
    }
  }
}
