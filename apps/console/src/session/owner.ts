/** Whose things this tab holds: who is signed in, or was until the session ended by itself. Null: nobody's. */
let ownerId: string | null = null;

/** From now on only this user's things are kept and told; `null`: nobody's. */
export function setOwner(userId: string | null): void {
  ownerId = userId;
}

export function isOwner(userId: string): boolean {
  return ownerId === userId;
}

/**
 * What is to be done when an answer comes, for this user only: nothing, where somebody has signed out or somebody else
 * has signed in by then.
 */
export function forOwner<Args extends unknown[], Result>(
  userId: string,
  callback: ((...args: Args) => Result) | undefined,
): (...args: Args) => Result | undefined {
  return (...args) => (isOwner(userId) ? callback?.(...args) : undefined);
}
