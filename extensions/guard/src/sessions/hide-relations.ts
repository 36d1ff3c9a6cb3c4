import type { RelationsClass } from './directus-types.ts';
import { hiddenTables } from './settings.ts';

const installed = Symbol.for('genie-helper.session-guard');

/**
 * Keeps the foreign keys of the guard's tables out of `/relations`, and Directus from warning of them
 * with every GraphQL schema. `DB_EXCLUDE_TABLES` hides only the tables themselves.
 *
 * @throws Error if this Directus lists relations in another way.
 */
export function hideRelations({ prototype }: RelationsClass): void {
  if (Reflect.has(prototype, installed)) return;
  const original: unknown = Reflect.get(prototype, 'stitchRelations');
  if (typeof original !== 'function') {
    throw new Error('this Directus has no RelationsService.stitchRelations.');
  }
  Reflect.set(
    prototype,
    'stitchRelations',
    function stitchRelations(this: unknown, rows: unknown, keys: readonly { table: string }[]) {
      const visible = keys.filter(({ table }) => !hiddenTables.some((name) => name === table));
      return original.call(this, rows, visible);
    },
  );
  Reflect.set(prototype, installed, true);
}
