import Type, { type Static } from 'typebox';
import type { VouchedUser } from '../auth/token-validator.ts';
import { exampleValues } from './example-values.ts';

const orNull = Type.Union([Type.String(), Type.Null()]);

/** Who the caller is, as Directus says now. */
export const currentUser = Type.Object(
  {
    id: Type.String(),
    email: Type.String(),
    firstName: orNull,
    role: { ...orNull, description: "The role's name." },
    isAdmin: Type.Boolean({ description: 'Whether Directus gives it admin access now.' }),
    subscriptionTier: orNull,
  },
  { title: 'User' },
);

/** A user for the reference. */
export const exampleUser: Static<typeof currentUser> = {
  id: exampleValues.userId,
  email: exampleValues.email,
  firstName: 'Dana',
  role: 'Pro',
  isAdmin: false,
  subscriptionTier: 'pro',
};

/** The user in the form of `currentUser`. @throws AppError `directus.unavailable` */
export async function toCurrentUser(user: VouchedUser) {
  const { userId, email, firstName, role, subscriptionTier } = user;
  const isAdmin = await user.isAdmin();
  return { id: userId, email, firstName, role: role?.name ?? null, isAdmin, subscriptionTier };
}
