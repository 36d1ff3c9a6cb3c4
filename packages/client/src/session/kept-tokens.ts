import type { TokenStorage } from './token-storage.ts';
import { isSameLogin, isTokens, type Tokens } from './tokens.ts';

/** The tokens in hand, and what a storage that others may write to knows of them. */
export interface KeptTokens {
  /** Undefined: nobody is signed in, or the storage wasn't looked at yet. */
  current(): Tokens | undefined;
  /** Looks into the storage and takes over what somebody else has written there. @throws what the storage throws */
  sync(): Promise<Tokens | undefined>;
  /** Takes these at once, then stores them. @throws what the storage throws; the tokens are in hand all the same */
  keep(tokens: Tokens): Promise<void>;
  /** Forgets them, here and in the storage. @throws what the storage throws; they are forgotten here all the same */
  drop(): Promise<void>;
}

export function createKeptTokens(storage: TokenStorage): KeptTokens {
  let current: Tokens | undefined;
  /** What the storage held when we last looked or wrote. */
  let known: Tokens | undefined;

  return {
    current: () => current,
    async sync() {
      const found: unknown = await storage.get();
      const stored = isTokens(found) ? found : undefined;
      // Unchanged, ours count, even if they could not be stored: the stored refresh token is spent then.
      if (isSameLogin(stored, known)) return current;
      known = stored;
      current = stored;
      return current;
    },
    async keep(tokens) {
      current = tokens;
      await storage.set(tokens);
      known = tokens;
    },
    async drop() {
      current = undefined;
      known = undefined;
      await storage.clear();
    },
  };
}
