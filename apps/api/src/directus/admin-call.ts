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
 * @param previousToken the token of before, while it is changed
 * @param onUsed told of each call whether Directus refused the token for it
 */
export function createAdminCall(
  client: Pick<DirectusClient, 'call'>,
  adminToken: string | undefined,
  whenUnset: ErrorCode,
  previousToken?: string,
  onUsed: (isRefused: boolean) => void = () => {},
): AdminCall {
  if (adminToken === undefined) return () => Promise.reject(new AppError(whenUnset));
  const ask = bindAdminToken(client, adminToken, previousToken);
  return async (call) => {
    const answer = await ask(call);
    onUsed(!answer.ok && answer.status === 401);
    return answer;
  };
}
