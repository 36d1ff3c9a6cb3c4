import Type, { type Static } from 'typebox';
import { AppError } from '../http/errors.ts';
import { exampleValues, orNull } from '../http/schemas.ts';
import type { ProfileRow, ProfileStore } from './profile-store.ts';
import type { SecondFactors } from './two-factor/second-factors.ts';

/** The caller's own account. */
export const account = Type.Object(
  {
    id: Type.String(),
    email: Type.String(),
    emailVerified: Type.Boolean({ description: 'Whether the address is proven by a link.' }),
    firstName: orNull,
    lastName: orNull,
    subscriptionTier: orNull,
    twoFactor: Type.Object({
      enabled: Type.Boolean(),
      recoveryCodesLeft: Type.Integer({ minimum: 0 }),
    }),
    createdAt: { ...orNull, description: 'Null where nobody knows any more.' },
  },
  { title: 'Account' },
);

/** An account for the reference. */
export const exampleAccount: Static<typeof account> = {
  id: exampleValues.userId,
  email: exampleValues.email,
  emailVerified: true,
  firstName: 'Dana',
  lastName: null,
  subscriptionTier: 'pro',
  twoFactor: { enabled: false, recoveryCodesLeft: 0 },
  createdAt: exampleValues.earlier,
};

/** What shows an account. */
export interface AccountReader {
  profiles: Pick<ProfileStore, 'find' | 'findCreation'>;
  secondFactors: Pick<SecondFactors, 'state'>;
}

/**
 * The account as it is now.
 *
 * @throws AppError `auth.invalid_token` where it has gone since the token was checked
 */
export async function readAccount(userId: string, { profiles, secondFactors }: AccountReader) {
  const row = await profiles.find(userId);
  if (row === undefined) throw new AppError('auth.invalid_token');
  const createdAt = row.date_created ?? (await profiles.findCreation(userId));
  const enabled = row.tfa_secret !== null;
  const twoFactor = enabled ? await secondFactors.state(userId) : { enabled, recoveryCodesLeft: 0 };
  return toAccount(row, createdAt, twoFactor);
}

function toAccount(
  row: ProfileRow,
  createdAt: string | null,
  twoFactor: Static<typeof account>['twoFactor'],
): Static<typeof account> {
  return {
    id: row.id,
    email: row.email ?? '',
    emailVerified: row.email_verified_at !== null,
    firstName: row.first_name,
    lastName: row.last_name,
    subscriptionTier: row.subscription_tier,
    twoFactor,
    createdAt: createdAt === null ? null : new Date(createdAt).toISOString(),
  };
}
