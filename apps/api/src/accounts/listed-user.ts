import Type, { type Static } from 'typebox';
import { exampleValues, orNull } from '../http/schemas.ts';

/** What Directus says of users. */
export const userStatuses = [
  'active',
  'suspended',
  'unverified',
  'invited',
  'draft',
  'archived',
] as const;

/** How a list of users can be sorted. */
export const userOrders = ['email', 'newest', 'lastSeen'] as const;

/** A user as an administrator sees it. */
export const listedUser = Type.Object(
  {
    id: Type.String(),
    email: orNull,
    firstName: orNull,
    role: { ...orNull, description: "The role's name." },
    status: Type.String({ description: 'active, or why not.' }),
    subscriptionTier: { ...orNull, description: 'The plan.' },
    twoFactor: Type.Boolean({ description: 'Whether it has a second factor.' }),
    sessions: Type.Union([Type.Integer(), Type.Null()], {
      description: 'Live logins; null where Directus lacks the session guard.',
    }),
    lastSeenAt: Type.Optional(
      Type.String({ description: 'When a login was last made or refreshed.' }),
    ),
    createdAt: { ...orNull, description: 'Null of a user from before this was kept.' },
  },
  { title: 'ListedUser' },
);

export type ListedUser = Static<typeof listedUser>;

/** One for the reference. */
export const exampleListedUser: ListedUser = {
  id: exampleValues.userId,
  email: exampleValues.email,
  firstName: 'Dana',
  role: 'Pro',
  status: 'active',
  subscriptionTier: 'pro',
  twoFactor: true,
  sessions: 2,
  lastSeenAt: exampleValues.later,
  createdAt: exampleValues.earlier,
};
