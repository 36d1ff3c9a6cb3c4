import { isDeepStrictEqual } from 'node:util';
import type { JsonObject } from '../../state/types.ts';
import type { DirectusReader, Method, Row } from './directus-api.ts';

/** One thing that isn't as desired, and the call that corrects it. */
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
  /** Takes down what the licence of this Directus doesn't allow, and is therefore not asked for. */
  leaveOut(what: string): void;
}

/** One thing of the state: what is there of it, the call that makes it, and the one that corrects it. */
interface Wanted {
  /** Such as `role Pro`. */
  name: string;
  existing: Row | undefined;
  create: { path: string; body: unknown };
  /** `body` is undefined where nothing differs. */
  correct: { path: string; body: unknown };
  /** What differs, where that can be named. */
  details?: string | undefined;
  made?: 'Created' | 'Added';
}

/** Makes what is missing, and corrects what differs. */
export async function createOrCorrect(
  { change }: ReconcileContext,
  { name, existing, create, correct, details, made = 'Created' }: Wanted,
): Promise<void> {
  if (existing === undefined) {
    const words = { found: `The ${name} is missing.`, done: `${made} the ${name}.` };
    await change({ method: 'POST', ...create, ...words });
  } else if (correct.body !== undefined) {
    const found = `The ${name} ${details ? `differs in ${details}` : 'has another set-up'}.`;
    const done = `Corrected the ${name}${details ? `: ${details}` : ''}.`;
    await change({ method: 'PATCH', ...correct, found, done });
  }
}

/** The same for a role or a policy, both of which have an id that we chose. */
export async function createOrCorrectById(
  context: ReconcileContext,
  kind: 'role' | 'policy',
  { id, name, meta }: { id: string; name: string; meta: JsonObject },
  current: readonly Row[],
): Promise<void> {
  const path = kind === 'role' ? '/roles' : '/policies';
  const desired = { name, ...meta };
  const existing = current.find((row) => row.id === id);
  const patch = existing && differences(desired, existing);
  await createOrCorrect(context, {
    name: `${kind} ${name}`,
    existing,
    create: { path, body: { id, ...desired } },
    correct: { path: `${path}/${id}`, body: patch },
    details: patch && Object.keys(patch).join(', '),
  });
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
