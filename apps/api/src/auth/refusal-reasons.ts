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
  user_unreadable:
    'Directus gave no whole user, as after a deletion, or as Directus 12 without a licence does for all (users-me).',
  not_admin: 'The token is good; its user is no administrator now.',
  no_second_factor:
    'The token is good; its administrator has no second factor, which is required here.',
  secret_missing: 'No X-RBAC-SYNC-SECRET came.',
  secret_wrong: 'Another X-RBAC-SYNC-SECRET came, or several.',
  client_unknown: 'A secret of a service client came that there is not.',
  client_secret_wrong: "The id is a service client's; the rest of the secret isn't.",
  client_ended: 'The service client has ended.',
  client_expired: "The service client's time is over.",
  client_unsigned: 'The service client must sign its requests, and sent its secret.',
  signature_malformed: 'A signature of another form came, or several.',
  signature_wrong: "The signature isn't one by a secret of the service client that it names.",
  signature_old: 'The signature was made more than 60 s from now.',
  signature_replayed: 'A signature of the service client came before with this nonce.',
  signature_digest: "The body isn't the one that was signed.",
  client_route: 'The service client may not call this route.',
} as const satisfies Record<string, string>;

export type RefusalReason = keyof typeof refusalReasons & string;

/** A refusal, and whom it concerns where that is known for certain. */
export interface Refusal {
  reason: RefusalReason;
  userId?: string | undefined;
  /** The service client that was named, where its secret's id is one's. */
  client?: string | undefined;
}

/** Reasons that only a token with a genuine signature can have: what it says of its user is true. */
const genuine = new Set<RefusalReason>([
  'expired',
  'issued_before_guard',
  'session_ended',
  'reused',
  'session_expired',
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
