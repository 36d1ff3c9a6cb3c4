/** Who Directus says a token belongs to, at the moment of the check. */
export interface VouchedUser {
  userId: string;
  email: string;
  firstName: string | null;
  /** The role that the user has now; `null` for a user without one. */
  role: { id: string; name: string } | null;
  subscriptionTier: string | null;
  /**
   * Whether Directus gives this user admin access now, or its role is named `Administrator`.
   *
   * @throws AppError `directus.unavailable` where that takes a further question and no answer came in time
   */
  isAdmin(): Promise<boolean>;
}

/**
 * Asks Directus about bearer tokens.
 *
 * Every implementation keeps this promise: the answer to a request comes from a check that began
 * after the request asked. A token revoked in Directus before that is not vouched for.
 */
export interface TokenValidator {
  /**
   * @param token the bearer token, untrusted, already of a plausible form
   * @returns the active user that Directus vouches for now, or `null` where it doesn't
   * @throws AppError `directus.unavailable` where no answer came in time: neither a pass nor a refusal
   */
  validate(token: string): Promise<VouchedUser | null>;
}
