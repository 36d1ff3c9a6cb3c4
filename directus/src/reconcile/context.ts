import { isDeepStrictEqual } from 'node:util';
import type { JsonObject } from '../../state/types.ts';
import type { DirectusReader, Method, Row } from './directus-api.ts';

/** One thing that isn't as desired, and the call that mends it. */
export interface Change {
  method: Exclude<Method, 'GET'>;
  path: string;
  body?: unknown;
  /** What is so now, as a sentence: for someone who only looks. */
  found: string;
  /** What the call did, as a sentence. */
  done: string;
}

/**
 * What every part of the reconciler gets: a way to look, and one to have something changed. Whether it really is
 * changed is for whoever makes the context to decide, so no part may rely on a change of its own.
 */
export interface ReconcileContext {
  api: DirectusReader;
  change(change: Change): Promise<void>;
}

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
