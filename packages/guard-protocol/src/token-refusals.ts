/**
 * Why a token doesn't count: one closed list, for logs and metrics of the guard and of our API. Whoever sent the token
 * is never told.
 *
 * It is the first check that failed, in the order of this list, as far as whoever checks can know it. `no_email` is our
 * API's own; all others come from the guard.
 */
export const tokenRefusals = {
  malformed: 'It has no form that a token of this Directus can have.',
  unknown: "Neither did this Directus sign it, nor is it an active user's static token.",
  forged: 'It says that this Directus signed it, which it did not, or not as an access token.',
  expired: 'Its time is over.',
  share_token: 'It is the token of a share link, which belongs to no user.',
  issued_before_guard: 'It was issued while the guard was not there: it names no login.',
  session_ended:
    'Its login was signed out, has expired, or ended with a changed password, e-mail or provider.',
  reused:
    'Its login was ended because a refresh token of it was used again after its replacement: it may have been stolen.',
  user_deleted: 'Its user is not there any more.',
  user_inactive: 'Its user is suspended, archived, or not active for another reason.',
  session_expired:
    'Its login began longer ago than SESSION_MAX_DAYS allows, however often it was renewed.',
  role_changed: 'Its user has another role than it names.',
  session_replaced: 'It names a session token that was replaced longer ago than the grace.',
  no_email: 'Its user has no e-mail address, without which our API takes nobody.',
} as const;

export type TokenRefusal = keyof typeof tokenRefusals;

/** Whether a text from outside is one of the list. */
export function isTokenRefusal(value: unknown): value is TokenRefusal {
  return typeof value === 'string' && Object.hasOwn(tokenRefusals, value);
}
