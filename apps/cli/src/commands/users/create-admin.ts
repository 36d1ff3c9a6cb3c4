import type { DirectusAdmin } from './directus-admin.ts';
import { UsersError } from './users-error.ts';

/** Longer than what users need, since it opens everything. */
const shortestPassword = 12;
const longestPassword = 128;

/**
 * Makes an active user with the administrator role.
 *
 * @throws UsersError where Directus doesn't take it
 */
export async function createAdmin(
  call: DirectusAdmin,
  { email, password, role }: { email: string; password: string; role: string },
): Promise<void> {
  const { length } = [...password];
  if (length < shortestPassword || length > longestPassword) {
    throw new UsersError(
      `The password must have ${shortestPassword} to ${longestPassword} characters. Choose another one.`,
    );
  }
  const user = { email: email.toLowerCase(), password, role, status: 'active' };
  const { status, code } = await call('POST', '/users', user);
  if (status >= 200 && status < 300) return;
  throw new UsersError(explain(code, email));
}

/**
 * The id of Directus's own administrator role.
 *
 * @throws UsersError where there's none, or Directus can't be asked
 */
export async function findAdministratorRole(call: DirectusAdmin): Promise<string> {
  const query =
    'filter[name][_eq]=Administrator&filter[policies][policy][admin_access][_eq]=true&fields=id';
  const { data } = await call('GET', `/roles?${query}`);
  const [role]: unknown[] = Array.isArray(data) ? data : [];
  const id = typeof role === 'object' && role !== null ? Reflect.get(role, 'id') : undefined;
  if (typeof id === 'string') return id;
  throw new UsersError(
    'Directus has no role named Administrator with admin access. Run "genie doctor", which says what is missing.',
  );
}

function explain(code: string | undefined, email: string): string {
  switch (code) {
    case 'RECORD_NOT_UNIQUE':
      return `There is a user ${email} already. Give that user the role Administrator in Directus, or choose another e-mail.`;
    case 'FAILED_VALIDATION':
      return 'Directus refuses the e-mail or the password. Check the address; the password may have no control characters.';
    case 'FORBIDDEN':
      return 'The token in DIRECTUS_ADMIN_TOKEN may not make users: it must be that of an administrator.';
    default:
      return `Directus refuses the new user (${code ?? 'it gave no reason'}). Run "genie doctor".`;
  }
}
