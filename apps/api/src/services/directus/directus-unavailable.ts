import { AppError } from '../../errors/app-error.ts';

/** Seconds that a client is asked to wait when Directus gave no usable answer. */
export const retryAfterSeconds = 2;

/**
 * Directus gave no answer that proves anything: unreachable, too slow, 5xx, 429, a redirect or nonsense.
 * It is never a refusal: whoever meets it answers 503.
 *
 * @param internal what happened, for the log; no token, no body
 */
export function directusUnavailable(internal: string, cause?: unknown): AppError {
  return new AppError('directus.unavailable', { internal, retryAfterSeconds, cause });
}
