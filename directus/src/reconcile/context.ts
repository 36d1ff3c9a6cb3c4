import type { DirectusReader, Method } from './directus-api.ts';

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
