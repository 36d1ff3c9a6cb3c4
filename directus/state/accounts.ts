import { captionJobPermissions } from './caption-jobs.ts';
import { chatPermissions } from './chat.ts';
import { namePattern, passwordPattern } from './patterns.ts';
import type { JsonObject, PolicyState, RoleState } from './types.ts';
import { downloadCredentialPermissions } from './vault/download-credentials.ts';
import { platformConnectionPermissions } from './vault/platform-connections.ts';
import { platformSessionPermissions } from './vault/platform-sessions.ts';

/** The role of every registered user. Its id is part of the wire contract. */
export const proRoleId = '804d487e-2200-4cc4-b188-70465471e0a4';
const proPolicyId = '6e0f7f0c-53c8-4b0e-9d53-0a6f0c1d9b57';

const ownUser = { id: { _eq: '$CURRENT_USER' } } as const;
const ownRole = { id: { _eq: '$CURRENT_ROLE' } } as const;

/**
 * What a Pro user may do at Directus itself: read its own profile, the name of its own role and what its
 * own credential records say besides the ciphertext, its own batches of captions and conversations, and change its
 * own name and password. `app_access` stays off: with it Directus adds permissions of its own on a dozen system collections.
 */
export const proPolicy: PolicyState = {
  id: proPolicyId,
  name: 'Pro',
  meta: {
    icon: 'badge',
    description:
      'Own profile, batches, conversations and credential records, without ciphertexts: read; own name and password: change.',
    admin_access: false,
    app_access: false,
    enforce_tfa: false,
    ip_access: null,
  },
  permissions: [
    {
      collection: 'directus_users',
      action: 'read',
      fields: ['id', 'email', 'first_name', 'last_name', 'status', 'role', 'subscription_tier'],
      rows: ownUser,
    },
    {
      collection: 'directus_users',
      action: 'update',
      fields: ['first_name', 'last_name', 'password'],
      rows: ownUser,
      // The project's password policy lets empty values pass, which would leave a user without one.
      validation: {
        _and: [
          optionalName('first_name'),
          optionalName('last_name'),
          { password: { _regex: passwordPattern } },
        ],
      },
    },
    {
      collection: 'directus_roles',
      action: 'read',
      fields: ['id', 'name'],
      rows: ownRole,
    },
    ...platformConnectionPermissions,
    ...downloadCredentialPermissions,
    ...platformSessionPermissions,
    ...captionJobPermissions,
    ...chatPermissions,
  ],
};

function optionalName(field: string): JsonObject {
  return { _or: [{ [field]: { _null: true } }, { [field]: { _regex: namePattern } }] };
}

export const proRole: RoleState = {
  id: proRoleId,
  name: 'Pro',
  meta: { icon: 'badge', description: 'Registered users of Genie Helper.', parent: null },
  policyIds: [proPolicyId],
};
