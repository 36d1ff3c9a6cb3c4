/**
 * Registration: makes an active user of the Pro role in Directus, with the admin token.
 *
 * Guarantees: what is written is exactly the fields below, whatever the caller sent; the password reaches
 * Directus and nothing else; a user that Directus didn't keep as asked is removed again, and where that fails
 * the log names it.
 */

import { isRecord } from '@genie-helper/directus-client';
import { normalizePassword } from '@genie-helper/guard-protocol';
import Type from 'typebox';
import { AppError, directusUnavailable, invalidField } from '../http/errors.ts';
import { operation } from '../http/operation.ts';
import { exampleValues, line, okAnswer, requestBody, wellFormedPattern } from '../http/schemas.ts';
import type { UserAccounts } from './account-store.ts';

/** The role of everyone who registers. */
export const proRoleId = '804d487e-2200-4cc4-b188-70465471e0a4';

/** What registration works with. `userAccounts` holds the admin token in its closure. */
export interface Registration {
  userAccounts: UserAccounts;
  isCommonPassword: CommonPasswordCheck;
}

/** `POST /api/register`: makes an account. */
export const register = operation({
  path: 'POST /api/register',
  operationId: 'register',
  guard: 'public',
  limit: 'registration',
  work: 'registration',
  errors: [
    'registration.email_taken',
    'registration.not_configured',
    'registration.refused',
    'directus.unavailable',
  ],
  tag: 'Accounts',
  summary: 'Make an account',
  description:
    'An active user of the Pro role. Five attempts a minute for an address. After a 503 the account may have been made all the same: try again, and 409 then says that it was.',
  body: requestBody(
    'Registration',
    {
      email: Type.String({ format: 'email', maxLength: 254, description: 'Kept in lower case.' }),
      password: Type.String({
        minLength: 8,
        maxLength: 128,
        pattern: wellFormedPattern,
        description:
          'Any characters; not one of the commonest passwords. Its length is counted in Unicode normalization form C.',
      }),
      firstName: Type.Optional(
        line({ maxLength: 50, description: "Blank or left out: the e-mail's part before the @." }),
      ),
    },
    { email: exampleValues.email, password: exampleValues.password, firstName: 'Dana' },
  ),
  status: 201,
  answer: okAnswer(
    'The account is there; log in at Directus.',
    { userId: Type.String() },
    { userId: exampleValues.userId },
  ),
  // So that the limits above count what is kept.
  prepareBody(sent) {
    if (!isRecord(sent) || typeof sent.password !== 'string') return;
    sent.password = normalizePassword(sent.password);
  },
  async run({ body }, { userAccounts, isCommonPassword }: Registration) {
    const { email, password, firstName } = body;
    if (await isCommonPassword(password)) throw invalidField('password', tooCommon);
    const wanted = {
      email: email.toLowerCase(),
      status: 'active',
      role: proRoleId,
      subscription_tier: 'pro',
    } as const;
    const answer = await userAccounts.createUser({
      ...wanted,
      password,
      first_name: firstName?.trim() || defaultFirstName(email),
    });
    if (!answer.ok) throw explainRefusal(answer);
    const made = isRecord(answer.data) ? answer.data : {};
    if (typeof made.id !== 'string') throw directusUnavailable('a new user without an id');
    const dropped = Object.entries(wanted).filter(([field, value]) => made[field] !== value);
    if (dropped.length === 0) return { ok: true, userId: made.id };
    const removal = await userAccounts.deleteUser(made.id).catch(() => ({ ok: false }));
    const rest = removal.ok ? '' : `; user ${made.id} is left and must be removed`;
    throw new AppError('registration.refused', {
      internal: `Directus did not keep ${dropped.map(([field]) => field).join(', ')}; is the desired state applied?${rest}`,
    });
  },
});

const tooCommon = 'is among the most common passwords; choose another one';

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

/** The shortest password that registration takes, in characters; shorter list entries can't match. */
const minLength = 8;

/** Whether a password is among the commonest ones, in any letter case. */
type CommonPasswordCheck = (password: string) => Promise<boolean>;

/**
 * Makes the check against common passwords (NIST SP 800-63B, 3.1.1.2).
 * The list of about 40,000 is read on the first call, so a process that registers nobody never holds it.
 */
export function createCommonPasswordCheck(): CommonPasswordCheck {
  let list: Promise<ReadonlySet<string>> | undefined;
  return async (password) => {
    list ??= readList();
    return (await list).has(password.toLowerCase());
  };
}

async function readList(): Promise<ReadonlySet<string>> {
  const { dictionary } = await import('@zxcvbn-ts/language-common');
  const passwords: readonly string[] = dictionary['passwords-common'];
  return new Set(passwords.filter((password) => password.length >= minLength));
}
