import type { FieldState } from './types.ts';

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
