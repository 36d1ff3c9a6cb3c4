/** The logins that this process ended because a refresh token of theirs was used again; the oldest are forgotten. */
export interface ReusedLogins {
  add(sid: string): void;
  /** For logs and metrics alone: it decides about no token. */
  has(sid: string | undefined): boolean;
}

export function createReusedLogins(maxRemembered = 10_000): ReusedLogins {
  const sids = new Set<string>();
  return {
    add(sid) {
      sids.delete(sid);
      sids.add(sid);
      const [oldest] = sids;
      if (sids.size > maxRemembered && oldest !== undefined) sids.delete(oldest);
    },
    has: (sid) => sid !== undefined && sids.has(sid),
  };
}
