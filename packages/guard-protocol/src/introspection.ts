/** `POST /genie/introspect` of the guard, which our API asks about the tokens that it is shown. */
import type { TokenRefusal } from './token-refusals.ts';

export const introspectionPath = '/genie/introspect';

/** Of one call. */
export const introspectionLimits = { maxTokens: 1_000, maxBytes: 1024 * 1024 } as const;

/**
 * How long a refresh token that was replaced still gives what its session has now. Two tabs that refresh together, and a
 * client whose answer was lost, go on within it; after it the token has been copied, and its session ends.
 *
 * A constant: whoever repeats a refresh has to know it, and would be signed out by one that an operator made shorter.
 * `packages/client/src/session/directus-auth.ts` can't import it; a test holds its number below this one.
 */
export const refreshGraceMs = 10_000;

/** Whom a token stands for at this moment. */
export interface TokenIdentity {
  userId: string;
  email: string | null;
  firstName: string | null;
  roleId: string | null;
  roleName: string | null;
  /** Admin access by a policy that isn't bound to addresses, or a role named `Administrator`. */
  isAdmin: boolean;
  /** An older guard doesn't say. */
  hasSecondFactor?: boolean;
  subscriptionTier: string | null;
  /** Epoch milliseconds; null for a static token. */
  expiresAt: number | null;
}

export interface RefusedToken {
  refused: TokenRefusal;
}

export interface IntrospectionRequest {
  tokens: readonly string[];
  /** Asks for the reason of each refusal. An older guard doesn't know this and answers null. */
  reasons?: true;
}

/** What is said of one token: whom it stands for; if it doesn't count, why, or null where nobody asked why. */
export type IntrospectionEntry = TokenIdentity | RefusedToken | null;
