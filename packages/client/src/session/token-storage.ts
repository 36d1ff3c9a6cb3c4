import type { Tokens } from './tokens.ts';

/**
 * Where an app keeps tokens beyond this page or process. There is none by default: tokens are kept in memory only,
 * since every script on a page can read its `localStorage`, and what it reads there is a login for a week.
 */
export interface TokenStorage {
  /** What was stored last, by whoever shares this storage; undefined or null where there is nothing. */
  get(): Promise<Tokens | undefined | null>;
  set(tokens: Tokens): Promise<void>;
  clear(): Promise<void>;
}

/** The default: gone with the page or the process. */
export function createMemoryStorage(): TokenStorage {
  let kept: Tokens | undefined;
  return {
    get: async () => kept,
    async set(tokens) {
      kept = tokens;
    },
    async clear() {
      kept = undefined;
    },
  };
}
