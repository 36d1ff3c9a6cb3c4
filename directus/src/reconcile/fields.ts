import type { FieldState } from '../../state/types.ts';
import { DirectusStateError } from '../errors.ts';
import type { ReconcileContext } from './context.ts';
import { differences } from './differences.ts';
import type { Row } from './directus-api.ts';

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
