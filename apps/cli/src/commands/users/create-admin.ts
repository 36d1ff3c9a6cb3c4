import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { type AdminCall, assertDone, openCollection } from '@genie-helper/directus-client/queries';
import {
  judgePassword,
  normalizePassword,
  passwordLengths,
  passwordProblems,
} from '@genie-helper/guard-protocol';
import Type from 'typebox';
import type { CliContext } from '../../cli-context.ts';
import { CliError } from '../../installation/cli-error.ts';

/** Longer than what users need, since it opens everything. */
const shortestPassword = 12;

/**
 * Makes an active user with the administrator role.
 *
 * @throws CliError or DirectusError where Directus doesn't take it
 */
export async function createAdmin(
  call: AdminCall,
  { email, password, role }: { email: string; password: string; role: string },
): Promise<void> {
  // As Directus keeps it, thanks to the guard.
  const kept = normalizePassword(password);
  const problem = await judgePassword(kept);
  if (problem === 'too_short' || problem === 'too_long' || [...kept].length < shortestPassword) {
    throw new CliError(
      `The password must have ${shortestPassword} to ${passwordLengths.longest} characters. Choose another one.`,
    );
  }
  if (problem !== undefined) throw new CliError(`The password ${passwordProblems[problem]}.`);
  const body = { email: email.toLowerCase(), password, role, status: 'active' };
  const answer = await call({ method: 'POST', path: '/users', body });
  const code = answer.ok ? undefined : answer.code;
  if (code === 'RECORD_NOT_UNIQUE') {
    throw new CliError(
      `There is a user ${email} already. Give that user the role Administrator in Directus, or choose another e-mail.`,
    );
  }
  if (code === 'FAILED_VALIDATION') {
    throw new CliError(
      'Directus refuses the e-mail or the password. Check the address; the password may have no control characters.',
    );
  }
  assertDone(answer, 'the new user');
}

/**
 * The id of Directus's own administrator role.
 *
 * @throws CliError where there's none · DirectusError
 */
export async function findAdministratorRole(call: AdminCall): Promise<string> {
  const role = await openCollection(call, '/roles', Type.Object({ id: Type.String() })).find({
    name: { _eq: 'Administrator' },
    policies: { policy: { admin_access: { _eq: true } } },
  });
  if (role !== undefined) return role.id;
  throw new CliError(
    'Directus has no role named Administrator with admin access. Run "genie doctor", which says what is missing.',
  );
}

const mostBytes = 4_096;
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
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of stdin) {
    const piece = Buffer.from(chunk);
    bytes += piece.length;
    if (bytes > mostBytes) throw new CliError('What came on stdin is no password.');
    chunks.push(piece);
  }
  return readText(Buffer.concat(chunks)).split(/\r?\n/, 1)[0] ?? '';
}

/** Without the byte order mark that some editors put before a text. */
function readText(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new CliError('What came on stdin is no text in UTF-8. Save the file as UTF-8.');
  }
}
