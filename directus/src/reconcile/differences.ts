import { isDeepStrictEqual } from 'node:util';
import type { JsonObject } from '../../state/types.ts';
import type { Row } from './directus-api.ts';

/**
 * The part of `desired` that isn't so in `current`, at the first level; undefined if all of it is.
 * An object inside counts as so when it has at least what is desired, because Directus fills such
 * objects with properties of its own.
 */
export function differences(desired: JsonObject, current: Row): JsonObject | undefined {
  const different = Object.entries(desired).filter(([key, value]) => !holds(value, current[key]));
  return different.length === 0 ? undefined : Object.fromEntries(different);
}

function holds(desired: unknown, current: unknown): boolean {
  if (!isObject(desired)) return isDeepStrictEqual(desired, current ?? null);
  return (
    isObject(current) && Object.entries(desired).every(([key, value]) => holds(value, current[key]))
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
