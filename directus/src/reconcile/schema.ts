import type { CollectionState } from '../../state/types.ts';
import type { ReconcileContext } from './context.ts';
import { differences } from './differences.ts';
import { reconcileFields } from './fields.ts';

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
