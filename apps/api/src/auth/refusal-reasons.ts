import { tokenRefusals } from '@genie-helper/guard-protocol';

/**
 * Why a caller was refused. For the log (`reason`) and the metric `genie_auth_refusals_total` alone: the answer
 * never tells one reason from another. The guard in Directus gives the first ones, the API adds its own.
 */
export const refusalReasons = {
  ...tokenRefusals,
  no_credential: 'Neither a bearer token nor a session cookie came.',
  not_a_session: "The session cookie's text is no session's token.",
  foreign_origin: 'The cookie came with a request that a page of another origin had sent.',
  refused_by_directus:
    'Directus refused the token, and its answer says no more (users-me, older guards).',
  user_unreadable: 'Directus gave no whole user, as it does after a deletion (users-me).',
  not_admin: 'The token is good; its user is no administrator now.',
  secret_missing: 'No X-RBAC-SYNC-SECRET came.',
  secret_wrong: 'Another X-RBAC-SYNC-SECRET came, or several.',
} as const satisfies Record<string, string>;

export type RefusalReason = keyof typeof refusalReasons & string;

/** A refusal, and whom it concerns where that is known for certain. */
export interface Refusal {
  reason: RefusalReason;
  userId?: string | undefined;
}

/** Reasons that only a token with a genuine signature can have: what it says of its user is true. */
const genuine = new Set<RefusalReason>([
  'expired',
  'issued_before_guard',
  'session_ended',
  'reused',
  'session_replaced',
  'user_deleted',
  'user_inactive',
  'role_changed',
]);

/** @param claimedId the user whom the token names; unverified, so it counts for some reasons only */
export function refusalOf(reason: RefusalReason, claimedId: unknown): Refusal {
  return typeof claimedId === 'string' && genuine.has(reason)
    ? { reason, userId: claimedId }
    : { reason };
}
