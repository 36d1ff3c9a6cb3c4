import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import type { World } from '../../cli-context.ts';
import { UsersError } from './users-error.ts';

const mostCharacters = 1_024;
const interrupted = 130;

/**
 * Takes a new password: typed twice and not shown where there's a terminal, else the first line of stdin.
 *
 * @throws UsersError where none came, or the two differ
 */
export async function readPassword(world: Pick<World, 'stdin' | 'stderr'>): Promise<string> {
  const password =
    world.stdin.isTTY === true ? await askTwice(world) : await readFirstLine(world.stdin);
  if (password !== '') return password;
  throw new UsersError(
    'No password was given. Type one, or hand it over on stdin: genie users create-admin mia@example.com < password.txt',
  );
}

async function askTwice(world: Pick<World, 'stdin' | 'stderr'>): Promise<string> {
  const password = await ask('Password: ', world);
  if (password === '' || password === (await ask('Once more: ', world))) return password;
  throw new UsersError('The two passwords differ. Run the command again.');
}

/** Readline edits the line and would show it; what it writes goes nowhere. */
async function ask(
  question: string,
  { stdin, stderr }: Pick<World, 'stdin' | 'stderr'>,
): Promise<string> {
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const reader = createInterface({ input: stdin, output: nowhere, terminal: true, historySize: 0 });
  // From here on the terminal echoes nothing, however soon it's typed.
  stderr.write(question);
  const ended = new Promise<never>((_, reject) => {
    reader.once('SIGINT', () => reject(new UsersError('Nothing was done.', interrupted)));
    reader.once('close', () => reject(new UsersError('Nothing was done.')));
  });
  try {
    return await Promise.race([reader.question(''), ended]);
  } finally {
    stderr.write('\n');
    reader.close();
  }
}

async function readFirstLine(stdin: World['stdin']): Promise<string> {
  let text = '';
  for await (const chunk of stdin) {
    text += String(chunk);
    if (text.length > mostCharacters) throw new UsersError('What came on stdin is no password.');
  }
  return text.split(/\r?\n/, 1)[0] ?? '';
}
