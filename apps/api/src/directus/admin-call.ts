import type { DirectusClient } from '@genie-helper/directus-client';
import {
  type AdminCall,
  createAdminCall as bindAdminToken,
} from '@genie-helper/directus-client/queries';
import { AppError, type ErrorCode } from '../http/errors.ts';

/**
 * Asks Directus as the administrator. What is made here is for stores alone; services get one of those, never a call
 * that can do anything.
 *
 * @param whenUnset the code of the error that every call ends with where there is no token
 */
export function createAdminCall(
  client: Pick<DirectusClient, 'call'>,
  adminToken: string | undefined,
  whenUnset: ErrorCode,
): AdminCall {
  if (adminToken !== undefined) return bindAdminToken(client, adminToken);
  return () => Promise.reject(new AppError(whenUnset));
}
