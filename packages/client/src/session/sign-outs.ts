/**
 * Why nobody is signed in any more: `ended`: Directus refuses the session (logged out elsewhere, suspended, password
 * changed, not used for a week); `elsewhere`: somebody who shares the storage signed out; `signed-out`: this client did.
 */
export type SignOutReason = 'ended' | 'elsewhere' | 'signed-out';

export type SignOutListener = (reason: SignOutReason) => void;

/** Who wants to know that a session is over. */
export type SignOuts = ReturnType<typeof createSignOuts>;

export function createSignOuts() {
  const listeners = new Set<SignOutListener>();
  return {
    /** @returns what ends the listening */
    listen(listener: SignOutListener): () => void {
      // A function of our own, so that one that listens twice is told twice.
      const own: SignOutListener = (reason) => listener(reason);
      listeners.add(own);
      return () => void listeners.delete(own);
    },
    tell(reason: SignOutReason): void {
      for (const listener of listeners) {
        // A listener that throws is its app's matter, not that of the call that met the end.
        queueMicrotask(() => listener(reason));
      }
    },
  };
}
