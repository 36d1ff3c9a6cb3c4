import type { PolicyState } from './types.ts';

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
