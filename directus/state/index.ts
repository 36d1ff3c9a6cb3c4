import { proPolicy, proRole } from './pro-role.ts';
import { publicPolicy } from './public-policy.ts';
import { settings } from './settings.ts';
import type { DesiredState } from './types.ts';
import { subscriptionTier } from './user-fields.ts';

/** The state that every start of the product brings Directus to. */
export const desiredState: DesiredState = {
  settings,
  collections: [],
  extensionFields: [{ collection: 'directus_users', field: subscriptionTier }],
  relations: [],
  policies: [publicPolicy, proPolicy],
  roles: [proRole],
  publicPolicyIds: [publicPolicy.id],
};
