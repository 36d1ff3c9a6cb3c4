/** What `genie secrets new` can make. */
export const secretKinds = [
  'master-key',
  'shared-secret',
  'admin-token',
  'directus-secret',
] as const;

export type SecretKind = (typeof secretKinds)[number];
