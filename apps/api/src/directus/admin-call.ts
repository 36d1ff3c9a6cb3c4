/**
 * The one place that puts the admin token on a call.
 *
 * Guarantees: the token lives in this closure and travels to Directus only. What is made here is for the
 * narrow clients beside this file; services get one of those, never a call that can do anything.
 */
import { AppError } from '../errors/app-error.ts';
import type { ErrorCode } from '../http/errors.ts';
import type { DirectusCall, DirectusClient } from './directus-client.ts';
import type { DirectusAnswer } from './directus-response.ts';

/** Asks Directus as the administrator. @throws AppError `directus.unavailable`, or where there is no token */
export type AdminCall = (
  call: Pick<DirectusCall, 'method' | 'path' | 'body'>,
) => Promise<DirectusAnswer>;

/**
 * @param client the connection to Directus
 * @param adminToken the static token of an administrator
 * @param whenUnset the code of the error that every call ends with where there is no token
 */
export function createAdminCall(
  client: Pick<DirectusClient, 'call'>,
  adminToken: string | undefined,
  whenUnset: ErrorCode,
): AdminCall {
  return async ({ method, path, body }) => {
    if (adminToken === undefined) throw new AppError(whenUnset);
    return client.call({ method, path, body, token: adminToken });
  };
}
