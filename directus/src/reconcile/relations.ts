import type { ManyToAnyState, RelationState } from '../../state/types.ts';
import type { ReconcileContext } from './context.ts';
import { differences } from './differences.ts';

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
