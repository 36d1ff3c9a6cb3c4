import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import type { CliContext } from '../../cli-context.ts';
import { CliError } from '../../installation/cli-error.ts';
import type { DirectusAdmin } from './run-users-command.ts';

/** Longer than what users need, since it opens everything. */
const shortestPassword = 12;

const longestPassword = 128;

/**
 * Makes an active user with the administrator role.
 *
 * @throws CliError where Directus doesn't take it
 */
export async function createAdmin(
  call: DirectusAdmin,
  { email, password, role }: { email: string; password: string; role: string },
): Promise<void> {
  const { length } = [...password];
  if (length < shortestPassword || length > longestPassword) {
    throw new CliError(
      `The password must have ${shortestPassword} to ${longestPassword} characters. Choose another one.`,
    );
  }
  const user = { email: email.toLowerCase(), password, role, status: 'active' };
  const { status, code } = await call('POST', '/users', user);
  if (status >= 200 && status < 300) return;
  throw new CliError(explain(code, email));
}

/**
 * The id of Directus's own administrator role.
 *
 * @throws CliError where there's none, or Directus can't be asked
 */
export async function findAdministratorRole(call: DirectusAdmin): Promise<string> {
  const query =
    'filter[name][_eq]=Administrator&filter[policies][policy][admin_access][_eq]=true&fields=id';
  const { data } = await call('GET', `/roles?${query}`);
  const [role]: unknown[] = Array.isArray(data) ? data : [];
  const id = typeof role === 'object' && role !== null ? Reflect.get(role, 'id') : undefined;
  if (typeof id === 'string') return id;
  throw new CliError(
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

const mostCharacters = 1_024;

const interrupted = 130;

/**
 * Takes a new password: typed twice and not shown where there's a terminal, else the first line of stdin.
 *
 * @throws CliError where none came, or the two differ
 */
export async function readPassword(context: Pick<CliContext, 'stdin' | 'stderr'>): Promise<string> {
  const password =
    context.stdin.isTTY === true ? await askTwice(context) : await readFirstLine(context.stdin);
  if (password !== '') return password;
  throw new CliError(
    'No password was given. Type one, or hand it over on stdin: genie users create-admin mia@example.com < password.txt',
  );
}

async function askTwice(context: Pick<CliContext, 'stdin' | 'stderr'>): Promise<string> {
  const password = await ask('Password: ', context);
  if (password === '' || password === (await ask('Once more: ', context))) return password;
  throw new CliError('The two passwords differ. Run the command again.');
}

/** Readline edits the line and would show it; what it writes goes nowhere. */
async function ask(
  question: string,
  { stdin, stderr }: Pick<CliContext, 'stdin' | 'stderr'>,
): Promise<string> {
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const reader = createInterface({ input: stdin, output: nowhere, terminal: true, historySize: 0 });
  // From here on the terminal echoes nothing, however soon it's typed.
  stderr.write(question);
  const ended = new Promise<never>((_, reject) => {
    reader.once('SIGINT', () =>
      reject(new CliError('Nothing was done.', { exitCode: interrupted })),
    );
    reader.once('close', () => reject(new CliError('Nothing was done.')));
  });
  try {
    return await Promise.race([reader.question(''), ended]);
  } finally {
    stderr.write('\n');
    reader.close();
  }
}

async function readFirstLine(stdin: CliContext['stdin']): Promise<string> {
  let text = '';
  for await (const chunk of stdin) {
    text += String(chunk);
    if (text.length > mostCharacters) throw new CliError('What came on stdin is no password.');
  }
  return text.split(/\r?\n/, 1)[0] ?? '';
}
