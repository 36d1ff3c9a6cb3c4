import { isRecord } from '@genie-helper/directus-client';
import { type AdminCall, assertDone } from '@genie-helper/directus-client/queries';
import { CliError } from '../../installation/cli-error.ts';
import { findUser } from './find-user.ts';

/** What became of a user's ways in. */
export interface SignOutReport {
  /** How many sessions were ended. */
  ended: number;
  /** Whether there's a static token, which belongs to no session and goes on. */
  hasStaticToken: boolean;
}

/**
 * Ends all sessions of the user with this e-mail; their tokens are dead from the next request on.
 *
 * @throws CliError where there's no such user, or no session guard · DirectusError
 */
export async function signOutEverywhere(call: AdminCall, email: string): Promise<SignOutReport> {
  const user = await findUser(call, email);
  const body = { userId: user.id };
  const answer = await call({ method: 'POST', path: '/genie/sign-out', body });
  if (!answer.ok && answer.status !== 404) assertDone(answer, 'the end of the sessions');
  const ended = answer.ok && isRecord(answer.data) ? answer.data.ended : undefined;
  if (typeof ended === 'number') {
    return { ended, hasStaticToken: user.token !== null && user.token !== '' };
  }
  throw new CliError(
    'This Directus runs without our session guard, or with an older one. Run "genie doctor"; meanwhile suspend the user in Directus, which ends the sessions too.',
  );
}
