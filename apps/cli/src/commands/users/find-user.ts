import { type AdminCall, openCollection } from '@genie-helper/directus-client/queries';
import Type, { type Static } from 'typebox';
import { CliError } from '../../installation/cli-error.ts';

const textOrNull = Type.Union([Type.String(), Type.Null()]);
const row = Type.Object({ id: Type.String(), email: textOrNull, token: textOrNull });

/**
 * The user with this e-mail, in any letter case.
 *
 * @throws CliError where there's none · DirectusError
 */
export async function findUser(call: AdminCall, email: string): Promise<Static<typeof row>> {
  // Directus keeps e-mails as they were typed, and compares them without regard to case at a login.
  const similar = await openCollection(call, '/users', row).list({
    // A wildcard more makes a text of what Directus would take for a variable.
    filter: { email: { _icontains: `%${email}` } },
    limit: -1,
  });
  const user = similar.find((one) => one.email?.toLowerCase() === email.toLowerCase());
  if (user !== undefined) return user;
  throw new CliError(`There is no user ${email}. Check the spelling in Directus's user directory.`);
}
