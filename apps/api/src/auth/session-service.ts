import { AppError } from '../http/errors.ts';
import type { SignInDevice } from './device-cookie.ts';
import type { DirectusSessions, SignIn } from './directus-sessions.ts';
import { toCurrentUser } from './principal.ts';
import { createSessionRenewal, type RenewalLog } from './session-renewal.ts';
import type { TokenValidator } from './token-validator.ts';
import { readSessionTimes } from './tokens.ts';

/** The console's sessions, which live at Directus. */
export type SessionService = ReturnType<typeof createSessionService>;

/** Makes the service. */
export function createSessionService(deps: {
  directus: DirectusSessions;
  validator: TokenValidator;
  log: RenewalLog;
}) {
  const { directus, validator, log } = deps;
  const renewal = createSessionRenewal({ renew: directus.renew, log });

  async function vouchFor(token: string) {
    const { user, reason } = await validator.validate(token);
    const expiresAt = new Date(readSessionTimes(token)?.expiresAtMs ?? 0);
    if (user !== undefined) return { token, user: await toCurrentUser(user), expiresAt };
    // Such as a user without an e-mail, or one who was suspended in this very moment.
    throw new AppError('auth.invalid_credentials', {
      internal: `not vouched for after a login: ${reason}`,
    });
  }

  return {
    ...renewal,
    /**
     * Begins a session. Its token goes into a cookie and nowhere else; where its owner can't be told of it, it ends again.
     *
     * @param clientAddress where the person is, as we worked it out
     * @returns the token, whose it is in the form of an answer, and until when it lasts
     * @throws AppError `auth.invalid_credentials` · `auth.code_needed` · `account.email_unproven` ·
     * `rate_limit.exceeded` · `directus.unavailable`
     */
    async signIn(signIn: SignIn, clientAddress: string, device: SignInDevice) {
      const token = await directus.begin(signIn, clientAddress, device);
      return await vouchFor(token).catch(async (error: unknown) => {
        // Nobody will ever hold this session.
        await directus.end(token).catch(() => undefined);
        throw error;
      });
    },
    /** Ends the session everywhere. @throws AppError `directus.unavailable`: then it lives on */
    end: (token: string) => directus.end(renewal.latestOf(token)),
  };
}
