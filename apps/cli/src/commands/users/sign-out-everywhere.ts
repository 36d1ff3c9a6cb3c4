import { CliError } from '../../installation/cli-error.ts';
import type { DirectusAdmin } from './run-users-command.ts';

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
 * @throws CliError where there's no such user, or Directus doesn't do it
 */
export async function signOutEverywhere(
  call: DirectusAdmin,
  email: string,
): Promise<SignOutReport> {
  const { id, hasStaticToken } = await findUser(call, email);
  const { status, data } = await call('POST', '/genie/sign-out', { userId: id });
  const ended = typeof data === 'object' && data !== null ? Reflect.get(data, 'ended') : undefined;
  if (status === 200 && typeof ended === 'number') return { ended, hasStaticToken };
  throw new CliError(
    status === 404
      ? 'This Directus runs without our session guard, or with an older one. Run "genie doctor"; meanwhile suspend the user in Directus, which ends the sessions too.'
      : 'Directus refuses to end the sessions: DIRECTUS_ADMIN_TOKEN must be that of an administrator.',
  );
}

async function findUser(call: DirectusAdmin, email: string) {
  // Directus keeps e-mails as they were typed, and compares them without regard to case at a login.
  const query = new URLSearchParams({
    'filter[email][_icontains]': email,
    fields: 'id,email,token',
    limit: '-1',
  });
  const { data } = await call('GET', `/users?${query}`);
  const rows: unknown[] = Array.isArray(data) ? data : [];
  for (const row of rows) {
    if (typeof row !== 'object' || row === null) continue;
    const { id, email: found, token }: { id?: unknown; email?: unknown; token?: unknown } = row;
    if (typeof id !== 'string' || String(found).toLowerCase() !== email.toLowerCase()) continue;
    return { id, hasStaticToken: typeof token === 'string' && token !== '' };
  }
  throw new CliError(`There is no user ${email}. Check the spelling in Directus's user directory.`);
}
