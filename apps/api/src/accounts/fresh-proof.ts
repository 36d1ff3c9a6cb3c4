/**
 * Fresh proof: whoever is signed in shows once more that the password is theirs, with a code where there is a second
 * factor.
 *
 * Guarantees: it is a login at Directus, with the caller's address, so the limits of sign-ins count it; one that fails
 * says nothing of what was wrong but that a code is missing. A login that succeeds leaves no session behind: who asks for
 * a proof ends it, or gives it to the caller.
 */
import Type from 'typebox';
import type { UserPrincipal } from '../auth/principal.ts';
import { AppError, asAppError } from '../http/errors.ts';
import type { RequestContext } from '../http/operation.ts';
import { factorCode, wellFormedPattern } from '../http/schemas.ts';

/** The fields of a body that prove who asks. */
export const freshProofFields = {
  currentPassword: Type.String({
    minLength: 1,
    maxLength: 1_024,
    pattern: wellFormedPattern,
    description: 'The password of now.',
  }),
  otp: Type.Optional(factorCode),
};

/** What an operation that asks for fresh proof may answer with because of it. */
export const freshProofErrors = [
  'account.proof_refused',
  'account.otp_required',
  'rate_limit.exceeded',
  'directus.unavailable',
] as const;

export interface FreshProof {
  /** Of a session that has just begun. */
  token: string;
  /** Ends that session; to be called unless it becomes the caller's. */
  end(): Promise<void>;
}

/** Logs in at Directus, and out again. */
export interface ProofSessions {
  begin(
    signIn: { email: string; password: string; otp?: string },
    clientAddress: string,
  ): Promise<string>;
  end(token: string): Promise<void>;
}

export type ProveFreshly = ReturnType<typeof createFreshProof>;

/** @param sessions those of the console, which are begun with a password */
export function createFreshProof(sessions: ProofSessions) {
  /**
   * @throws AppError `account.proof_refused` · `account.otp_required` · `rate_limit.exceeded` · `directus.unavailable`
   */
  return async (
    { user }: Pick<UserPrincipal, 'user'>,
    { currentPassword, otp }: { currentPassword: string; otp?: string },
    { address, log }: Pick<RequestContext, 'address' | 'log'>,
  ): Promise<FreshProof> => {
    const signIn = { email: user.email, password: currentPassword, ...(otp && { otp }) };
    const token = await sessions.begin(signIn, address).catch((error: unknown) => {
      const { code } = asAppError(error) ?? {};
      const isRefused = code === 'auth.invalid_credentials' || code === 'auth.code_needed';
      if (!isRefused) throw error;
      const isMissing = code === 'auth.code_needed' && otp === undefined;
      log.info({ reason: isMissing ? 'otp_missing' : code, userId: user.userId }, 'no fresh proof');
      throw new AppError(isMissing ? 'account.otp_required' : 'account.proof_refused');
    });
    return {
      token,
      end: () =>
        sessions.end(token).catch((error: unknown) => {
          // Nobody holds its token, and it expires by itself.
          log.warn({ err: error, userId: user.userId }, 'the session of a proof was not ended');
        }),
    };
  };
}
