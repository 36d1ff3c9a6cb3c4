import type { DirectusApi } from './directus-api.ts';

/** What every part of the reconciler gets: the way to Directus, and where to say what it changed. */
export interface ReconcileContext {
  api: DirectusApi;
  /** Called once a change is made, with a sentence that says which. */
  changed(sentence: string): void;
}
