import { isRecord } from '@genie-helper/directus-client';
import { type AdminCall, assertDone } from '@genie-helper/directus-client/queries';
import { twoFactorPaths } from '@genie-helper/guard-protocol';
import { CliError } from '../../installation/cli-error.ts';
import { findUser } from './find-user.ts';

/**
 * Takes the second factor of the user with this e-mail off, with its recovery codes.
 *
 * @returns whether there was one
 * @throws CliError where there's no such user, or no guard · DirectusError
 */
export async function takeTwoFactorOff(call: AdminCall, email: string): Promise<boolean> {
  const { id: userId } = await findUser(call, email);
  const answer = await call({ method: 'POST', path: twoFactorPaths.removeOf, body: { userId } });
  if (!answer.ok && answer.status !== 404) assertDone(answer, 'the end of the second factor');
  const removed = answer.ok && isRecord(answer.data) ? answer.data.removed : undefined;
  if (typeof removed === 'boolean') return removed;
  throw new CliError(
    'This Directus runs without our guard, or with an older one. Run "genie doctor".',
  );
}
