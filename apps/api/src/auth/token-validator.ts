import type { TokenMetrics, ValidatorName } from '../http/metrics/token-metrics.ts';
import type { Observe } from '../http/observe.ts';
import type { RefusalReason } from './refusal-reasons.ts';

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
  /**
   * Whether this user has a second factor, or came with a static token, which asks for none. Asked of administrators alone.
   *
   * @throws AppError `directus.unavailable` as `isAdmin`
   */
  hasSecondFactor(): Promise<boolean>;
}

/** What came of a check: the active user whom Directus vouches for now, or why it doesn't. */
export type TokenCheck =
  | { user: AuthenticatedUser; reason?: undefined }
  | { user?: undefined; reason: RefusalReason };

/**
 * Asks Directus about bearer tokens.
 *
 * Every implementation keeps this promise: the answer to a request comes from a check that began
 * after the request asked. A token revoked in Directus before that is not vouched for.
 */
export interface TokenValidator {
  /**
   * @param token the bearer token, untrusted, already of a plausible form
   * @returns the user, or the reason for the operator's log; no answer to a client tells it
   * @throws AppError `directus.unavailable` where no answer came in time: neither a pass nor a refusal
   */
  validate(token: string): Promise<TokenCheck>;
}

/**
 * The same validator; each check is counted, timed and, where requests are traced, a span. Several checks can share
 * one call to Directus; the call's span is inside that of the check that had it sent.
 */
export function observeValidator(
  validator: TokenValidator,
  name: ValidatorName,
  { observe, metrics }: { observe: Observe; metrics: Pick<TokenMetrics, 'checked'> },
): TokenValidator {
  const outcomeOf = ({ user }: TokenCheck) => (user === undefined ? 'refused' : 'vouched');
  return {
    validate: (token) =>
      observe(
        {
          kind: 'internal',
          name: 'check token',
          factsOf: (check) => ({ 'genie.outcome': outcomeOf(check), 'genie.validator': name }),
          count: (outcome, seconds) =>
            metrics.checked(
              name,
              'result' in outcome ? outcomeOf(outcome.result) : 'unavailable',
              seconds,
            ),
        },
        () => validator.validate(token),
      ),
  };
}
