import { AppError } from '../errors/app-error.ts';
import { createSessionRenewal, type SessionRenewal } from '../services/sessions/session-renewal.ts';
import { readSessionTimes } from '../services/sessions/session-token.ts';
import type { DirectusSessions, SignIn } from './directus-sessions.ts';
import type { TokenValidator, VouchedUser } from './token-validator.ts';

/** A session that has just begun. The token goes into a cookie and nowhere else. */
export interface NewSession {
  token: string;
  user: VouchedUser;
  expiresAt: Date;
}

/** The console's sessions, which live at Directus. */
export interface SessionService extends SessionRenewal {
  /**
   * @param clientAddress where the person is, as we worked it out
   * @throws AppError `auth.invalid_credentials` · `auth.code_needed` · `rate_limit.exceeded` · `directus.unavailable`
   */
  signIn(signIn: SignIn, clientAddress: string): Promise<NewSession>;
  /** Ends the session everywhere. @throws AppError `directus.unavailable`: then it lives on */
  end(token: string): Promise<void>;
}

/** What the service works with. */
export interface SessionServiceDeps {
  directus: DirectusSessions;
  validator: TokenValidator;
  log: { warn(details: object, message: string): void };
}

/** Makes the service. */
export function createSessionService(deps: SessionServiceDeps): SessionService {
  const { directus, validator, log } = deps;
  const renewal = createSessionRenewal({ renew: directus.renew, log });

  async function vouchFor(token: string): Promise<NewSession> {
    const user = await validator.validate(token);
    const expiresAt = new Date(readSessionTimes(token)?.expiresAtMs ?? 0);
    if (user !== null) return { token, user, expiresAt };
    // Such as a user without an e-mail, or one who was suspended in this very moment.
    throw new AppError('auth.invalid_credentials', { internal: 'not vouched for after a login' });
  }

  return {
    ...renewal,
    async signIn(signIn, clientAddress) {
      const token = await directus.begin(signIn, clientAddress);
      return await vouchFor(token).catch(async (error: unknown) => {
        // Nobody will ever hold this session.
        await directus.end(token).catch(() => undefined);
        throw error;
      });
    },
    end: (token) => directus.end(renewal.latestOf(token)),
  };
}
