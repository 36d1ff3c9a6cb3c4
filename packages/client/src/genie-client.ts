import type { CallOptions } from './calls/api-call.ts';
import type { GenieCalls } from './calls/genie-calls.ts';
import type { SignOutListener } from './session/sign-outs.ts';

/**
 * The API as one person uses it. Every call throws a GenieError, or the reason of its signal; those that need somebody
 * signed in throw GenieSignedOutError where nobody is. No token is to be found on this object.
 */
export interface GenieClient extends GenieCalls {
  /**
   * Signs in at Directus.
   *
   * @param options `otp`: the six digits, for an account with an authenticator
   * @throws GenieApiError `directus.invalid_credentials`, `directus.invalid_otp`, `directus.requests_exceeded`
   */
  login(email: string, password: string, options?: CallOptions & { otp?: string }): Promise<void>;
  /**
   * Ends the login at Directus, then forgets it.
   *
   * @throws GenieNetworkError, GenieUnavailableError where Directus can't be told now: the login then lives on, here
   * and there. Try again, or `forget` it
   */
  logout(options?: CallOptions): Promise<void>;
  /** Forgets the login without telling Directus, where it lives on until it isn't used for a week. */
  forget(): Promise<void>;
  /** Whether there is a login; asks no server, so it may have ended. */
  isSignedIn(): Promise<boolean>;
  /** Tells when a session is over, and why. @returns what ends the telling */
  onSignedOut(listener: SignOutListener): () => void;
}
