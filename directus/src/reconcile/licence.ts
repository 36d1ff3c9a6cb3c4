/**
 * What the licence of a Directus lets it do.
 *
 * Directus 12 applies a permission that names rows, fields or a form of what is written only with a paid licence; without
 * one it refuses to take such a permission, and treats one that is there as absent. 11 applies all of them.
 */
import type { PermissionState } from '../../state/types.ts';
import type { DirectusReader } from './directus-api.ts';

/**
 * Whether this Directus takes permissions with rules. Nothing is asked for a licence; Directus says itself what it has.
 *
 * @throws DirectusStateError where Directus doesn't say
 */
export async function takesRules(api: Pick<DirectusReader, 'read'>): Promise<boolean> {
  const { version } = await api.read('/server/info');
  if (typeof version === 'string' && version.startsWith('11.')) return true;
  const { entitlements } = await api.read('/license');
  const rules = propertyOf(entitlements, 'custom_permission_rules_enabled');
  return (propertyOf(rules, 'override') ?? propertyOf(rules, 'default')) !== false;
}

/** Whether it's one that Directus 12 takes with a licence alone. */
export function hasRules({ fields, rows, validation = {} }: PermissionState): boolean {
  const isOfAllFields = fields.includes('*');
  return !isOfAllFields || Object.keys(rows).length > 0 || Object.keys(validation).length > 0;
}

function propertyOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
