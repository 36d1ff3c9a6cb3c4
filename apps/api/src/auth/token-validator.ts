import type { TokenMetrics, ValidatorName } from '../http/metrics.ts';
import { type Tracing, traced } from '../http/tracing.ts';

/** Who Directus says a token belongs to, at the moment of the check. */
export interface AuthenticatedUser {
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
  validate(token: string): Promise<AuthenticatedUser | null>;
}

/** The same validator, its checks counted and timed. It changes no outcome. */
export function measureValidator(
  validator: TokenValidator,
  name: ValidatorName,
  metrics: Pick<TokenMetrics, 'checked'>,
): TokenValidator {
  return {
    async validate(token) {
      const start = performance.now();
      const seconds = () => (performance.now() - start) / 1_000;
      try {
        const user = await validator.validate(token);
        metrics.checked(name, user === null ? 'refused' : 'vouched', seconds());
        return user;
      } catch (error) {
        metrics.checked(name, 'unavailable', seconds());
        throw error;
      }
    },
  };
}

/**
 * The same validator, each check a span. Several checks can share one call to Directus; the call's span is inside
 * that of the check that had it sent.
 */
export function traceValidator(validator: TokenValidator, tracing: Tracing): TokenValidator {
  return {
    validate: (token) =>
      traced(
        tracing,
        tracing.begin('internal', 'check token'),
        () => validator.validate(token),
        (user) => ({ 'genie.outcome': user === null ? 'refused' : 'vouched' }),
      ),
  };
}
