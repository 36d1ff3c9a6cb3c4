import { captionJobPermissions } from './caption-jobs.ts';
import { captionPermissions } from './captions.ts';
import { chatPermissions } from './chat.ts';
import { namePattern, passwordPattern, timestamp } from './parts.ts';
import type { FieldState, JsonObject, PolicyState, RoleState } from './types.ts';
import { vaultPermissions } from './vault.ts';

/** The role of every registered user. Its id is part of the API. */
export const proRoleId = '804d487e-2200-4cc4-b188-70465471e0a4';

const proPolicyId = '6e0f7f0c-53c8-4b0e-9d53-0a6f0c1d9b57';
const ownUser = { id: { _eq: '$CURRENT_USER' } } as const;

/**
 * What a Pro user may do at Directus itself: read its own profile, the name of its own role and what its
 * own credential records say besides the ciphertext, its own captions, batches and conversations, and change its
 * own name and password. `app_access` stays off: with it Directus adds permissions of its own on a dozen system collections.
 */
export const proPolicy: PolicyState = {
  id: proPolicyId,
  name: 'Pro',
  meta: {
    icon: 'badge',
    description:
      'Own profile, captions, batches, conversations and credential records, without ciphertexts: read; own name and password: change.',
    admin_access: false,
    app_access: false,
    enforce_tfa: false,
    ip_access: null,
  },
  permissions: [
    {
      collection: 'directus_users',
      action: 'read',
      fields: [
        'id',
        'email',
        'email_verified_at',
        'first_name',
        'last_name',
        'status',
        'role',
        'subscription_tier',
      ],
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
      rows: { id: { _eq: '$CURRENT_ROLE' } },
    },
    ...vaultPermissions,
    ...captionJobPermissions,
    ...captionPermissions,
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

/**
 * What someone without a login may do: nothing. The id is the one that Directus's own migrations
 * give to its public policy.
 */
export const publicPolicy: PolicyState = {
  id: 'abf8a154-5b1c-4a46-ac9c-7300570f4f17',
  name: '$t:public_label',
  meta: { admin_access: false, app_access: false, ip_access: null },
  permissions: [],
};

/**
 * The plan of a user. There is no default: a user whom nobody gave a plan has none. Only the API and
 * administrators write it; no policy of ours lets a user change it.
 */
export const subscriptionTier: FieldState = {
  field: 'subscription_tier',
  type: 'string',
  schema: { is_nullable: true, default_value: null },
  meta: {
    interface: 'input',
    width: 'half',
    note: 'The plan, for example "pro". Set at registration.',
    options: { iconRight: 'workspace_premium' },
  },
};

/**
 * When somebody proved that the address is theirs; null where nobody did. Only the guard's links and administrators write
 * it; no policy of ours lets a user change it.
 */
export const emailVerifiedAt: FieldState = timestamp(
  'email_verified_at',
  'When the address was proven, by a link that was sent to it.',
  true,
);
/** When the account was made; Directus doesn't keep it of itself. Empty for users of before this field. */
export const userCreatedAt: FieldState = {
  field: 'date_created',
  type: 'timestamp',
  schema: { is_nullable: true },
  meta: {
    special: ['date-created'],
    interface: 'datetime',
    display: 'datetime',
    readonly: true,
    note: 'When the account was made.',
  },
};

/** Project settings that security depends on. */
export const settings: JsonObject = {
  // Directus suspends an account after this many failures, so anyone could lock anyone out. The
  // throttle of extensions/guard limits guessing instead.
  auth_login_attempts: null,
  auth_password_policy: `/${passwordPattern}/`,
  // Accounts are made by the API's registration endpoint and by administrators only.
  public_registration: false,
  public_registration_role: null,
  mcp_enabled: false,
};
