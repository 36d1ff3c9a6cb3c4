/**
 * Makes the account of somebody who registers: a user of the Pro role in Directus, with the admin token.
 *
 * Guarantees: what is written is exactly the fields below, whatever was sent; the password reaches Directus and nothing
 * else; a user that Directus didn't keep as asked is removed again, and where that fails the log names it.
 */
import { isRecord } from '@genie-helper/directus-client';
import { AppError, directusUnavailable, invalidField } from '../http/errors.ts';
import type { UserAccounts } from './account-store.ts';

/** The role of everyone who registers. */
export const proRoleId = '804d487e-2200-4cc4-b188-70465471e0a4';

/** What somebody registers with, held to its rules. */
export interface NewAccount {
  /** Chosen by who asks, so that another attempt finds what this one made; Directus's where left out. */
  id?: string;
  email: string;
  password: string;
  firstName?: string | undefined;
  /** `unverified` signs in nowhere until the address is proven. */
  status: 'active' | 'unverified';
}

export type CreateAccount = ReturnType<typeof createAccountMaker>;

/** @param userAccounts holds the admin token in its closure */
export function createAccountMaker(userAccounts: UserAccounts) {
  /**
   * @returns the id of the user
   * @throws AppError `registration.email_taken` · `registration.refused` · `request.invalid` · `directus.unavailable`
   */
  return async ({ id, email, password, firstName, status }: NewAccount): Promise<string> => {
    const wanted = {
      email: email.toLowerCase(),
      status,
      role: proRoleId,
      subscription_tier: 'pro',
    } as const;
    const answer = await userAccounts.createUser({
      ...wanted,
      ...(id === undefined ? {} : { id }),
      password,
      first_name: firstName?.trim() || defaultFirstName(email),
    });
    if (!answer.ok) throw explainRefusal(answer);
    const made = isRecord(answer.data) ? answer.data : {};
    if (typeof made.id !== 'string') throw directusUnavailable('a new user without an id');
    const dropped = Object.entries(wanted).filter(([field, value]) => made[field] !== value);
    if (dropped.length === 0) return made.id;
    const removal = await userAccounts.deleteUser(made.id).catch(() => ({ ok: false }));
    const rest = removal.ok ? '' : `; user ${made.id} is left and must be removed`;
    throw new AppError('registration.refused', {
      internal: `Directus did not keep ${dropped.map(([field]) => field).join(', ')}; is the desired state applied?${rest}`,
    });
  };
}

/** The part before the `@`, cut to what `firstName` may hold. */
function defaultFirstName(email: string): string {
  return email.slice(0, email.lastIndexOf('@')).slice(0, 50);
}

function explainRefusal(answer: { status: number; code: string; field: string | undefined }) {
  const { status, code, field } = answer;
  if (code === 'RECORD_NOT_UNIQUE') return new AppError('registration.email_taken');
  const isAboutEmail =
    field === 'email' && (code === 'FAILED_VALIDATION' || code === 'INVALID_PAYLOAD');
  if (isAboutEmail) return invalidField('email', 'must be an e-mail address');
  const hint = status === 401 || status === 403 ? '; is DIRECTUS_ADMIN_TOKEN right?' : '';
  return new AppError('registration.refused', { internal: `Directus: ${status} ${code}${hint}` });
}
