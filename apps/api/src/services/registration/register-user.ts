/**
 * Registration: makes an active user of the Pro role in Directus, with the admin token.
 *
 * Guarantees: what is written is exactly the fields below, whatever the caller sent; the password reaches
 * Directus and nothing else; a user that Directus didn't keep as asked is removed again, and where that fails
 * the log names it.
 */

import { isRecord } from '../../directus/directus-response.ts';
import { AppError } from '../../errors/app-error.ts';
import type { UserAccounts } from '../directus/admin/user-accounts.ts';
import { directusUnavailable } from '../directus/directus-unavailable.ts';
import type { CommonPasswordCheck } from './common-passwords.ts';

/** The role of everyone who registers, as the document fixes it. */
export const proRoleId = '804d487e-2200-4cc4-b188-70465471e0a4';

/** A registration whose fields have the right types and lengths already. */
export interface Registration {
  email: string;
  password: string;
  firstName?: string;
}

/** Registers people. */
export interface RegistrationService {
  /**
   * @returns the new user's id
   * @throws AppError `request.invalid` (a common password, an e-mail that Directus refuses) ·
   * `registration.email_taken` · `registration.not_configured` · `registration.refused` · `directus.unavailable`
   */
  register(registration: Registration): Promise<{ userId: string }>;
}

/** @param deps `admin` makes and removes users with the admin token */
export function createRegistrationService(deps: {
  admin: UserAccounts;
  isCommonPassword: CommonPasswordCheck;
}): RegistrationService {
  const { admin, isCommonPassword } = deps;
  return {
    async register({ email, password, firstName }) {
      if (await isCommonPassword(password)) throw refusedField('password', tooCommon);
      const wanted = {
        email: email.toLowerCase(),
        status: 'active',
        role: proRoleId,
        subscription_tier: 'pro',
      } as const;
      const answer = await admin.createUser({
        ...wanted,
        password,
        first_name: firstName?.trim() || defaultFirstName(email),
      });
      if (!answer.ok) throw explainRefusal(answer);
      const made = isRecord(answer.data) ? answer.data : {};
      if (typeof made.id !== 'string') throw directusUnavailable('a new user without an id');
      const dropped = Object.entries(wanted).filter(([field, value]) => made[field] !== value);
      if (dropped.length === 0) return { userId: made.id };
      const removal = await admin.deleteUser(made.id).catch(() => ({ ok: false }));
      const rest = removal.ok ? '' : `; user ${made.id} is left and must be removed`;
      throw new AppError('registration.refused', {
        internal: `Directus did not keep ${dropped.map(([field]) => field).join(', ')}; is the desired state applied?${rest}`,
      });
    },
  };
}

const tooCommon = 'is among the most common passwords; choose another one';

/** The part before the `@`, cut to what `firstName` may hold. */
function defaultFirstName(email: string): string {
  return email.slice(0, email.lastIndexOf('@')).slice(0, 50);
}

function refusedField(path: string, message: string): AppError {
  return new AppError('request.invalid', { details: [{ path, message }] });
}

function explainRefusal(answer: { status: number; code: string; field: string | undefined }) {
  const { status, code, field } = answer;
  if (code === 'RECORD_NOT_UNIQUE') return new AppError('registration.email_taken');
  const isAboutEmail =
    field === 'email' && (code === 'FAILED_VALIDATION' || code === 'INVALID_PAYLOAD');
  if (isAboutEmail) return refusedField('email', 'must be an e-mail address');
  const hint = status === 401 || status === 403 ? '; is DIRECTUS_ADMIN_TOKEN right?' : '';
  return new AppError('registration.refused', { internal: `Directus: ${status} ${code}${hint}` });
}
