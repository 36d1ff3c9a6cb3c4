/**
 * What our API asks of the guard about people's own logins. It asks for whoever is signed in; `sid` is the claim of the
 * token that was vouched for.
 */
export const loginPaths = {
  list: '/genie/logins/list',
  end: '/genie/logins/end',
  stale: '/genie/logins/stale',
} as const;

/**
 * How long after its replacement a session's token may still come with a request that was sent before, in milliseconds.
 * After it a copy is told by that.
 */
export const lateRequestMs = 60_000;

export interface ListLoginsRequest {
  userId: string;
  /** That of whoever asks. A static token has none. */
  sid?: string | undefined;
}

/** A login as its owner sees it. Times are epoch milliseconds. */
export interface ListedLogin {
  /** By which it is ended; it opens nothing. */
  id: string;
  isCurrent: boolean;
  /** Null where nobody knows it. */
  createdAt: number | null;
  /** Within five minutes. */
  lastSeenAt: number | null;
  /** Such as "Chrome on Mac". */
  device: string | null;
  /** Where it was begun. */
  address: string | null;
}

export interface LoginList {
  logins: ListedLogin[];
}

/** Ends the login with this id, or all but one. */
export type EndLoginsRequest =
  | { userId: string; id: string }
  | { userId: string; others: true; exceptSid?: string | undefined };

export interface EndLoginsAnswer {
  /** How many there were. */
  ended: number;
}

export interface StaleSessionRequest {
  /** A session's token that was refused. */
  token: string;
  /** Whether a browser signs in that has it still, so that it has no newer one. */
  isSignIn: boolean;
}

export interface StaleSessionAnswer {
  /** Whether a login has ended, since its token was used again after its replacement. */
  ended: boolean;
}
