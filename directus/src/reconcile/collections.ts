import type { CollectionState, RelationState } from '../../state/types.ts';
import type { ReconcileContext } from './context.ts';
import { differences } from './differences.ts';
import { reconcileFields } from './fields.ts';

/** Creates the collections that are missing, with their fields, and mends the others. */
export async function reconcileCollections(
  context: ReconcileContext,
  collections: readonly CollectionState[],
): Promise<void> {
  if (collections.length === 0) return;
  const { api, changed } = context;
  const current = await api.list('/collections');
  for (const { collection, meta, fields } of collections) {
    const existing = current.find((row) => row.collection === collection);
    if (existing === undefined) {
      await api.write('POST', '/collections', { collection, meta, schema: {}, fields });
      changed(`Created the collection ${collection}.`);
      continue;
    }
    const patch = differences({ meta }, existing);
    if (patch !== undefined) {
      await api.write('PATCH', `/collections/${collection}`, patch);
      changed(`Corrected the collection ${collection}.`);
    }
    await reconcileFields(context, collection, fields);
  }
}

/** Creates the relations that are missing and mends what happens when the related row goes. */
export async function reconcileRelations(
  { api, changed }: ReconcileContext,
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
      await api.write('POST', '/relations', body);
      changed(`Created the relation ${name}.`);
    } else if (differences({ related_collection: relatedCollection, schema }, existing)) {
      await api.write('PATCH', `/relations/${collection}/${field}`, { schema });
      changed(`Corrected the relation ${name}.`);
    }
  }
}
