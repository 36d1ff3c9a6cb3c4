import { PassThrough } from 'node:stream';
import { type CliContext, createCliContext } from '../../src/cli-context.ts';
import { runProgram } from '../../src/program.ts';

/** How a command ended, with all that it wrote. */
export interface Outcome {
  code: number;
  out: string;
  err: string;
}

/**
 * Runs `genie` in this process, without a terminal and with no other variables than these.
 *
 * @param changes to what it sees; `input` is what comes on stdin
 */
export async function runInProcess(
  args: readonly string[],
  { input = '', ...changes }: Partial<CliContext> & { input?: string } = {},
): Promise<Outcome> {
  const out: string[] = [];
  const err: string[] = [];
  const stdin = new PassThrough();
  stdin.end(input);
  const context: CliContext = {
    ...base,
    variables: {},
    stdin,
    isTerminal: false,
    hasColors: false,
    columns: 80,
    stdout: { write: (text: string | Uint8Array) => out.push(String(text)) > 0 },
    stderr: { write: (text: string | Uint8Array) => err.push(String(text)) > 0 },
    outputFailure: async () => undefined,
    ...changes,
  };
  const code = await runProgram(args, context);
  return { code, out: out.join(''), err: err.join('') };
}

const context = createCliContext(() => {
  throw new Error('a test must not end its process');
});
const { findBrokenPackages } = context.directus;
const looks = new Map<string, ReturnType<typeof findBrokenPackages>>();

/** The context of this process; commands in tests get most of it. */
export const base: CliContext = {
  ...context,
  directus: {
    ...context.directus,
    /** Looks once for all tests: it takes four processes, and what is installed stays as it is. */
    findBrokenPackages(...asked) {
      const key = JSON.stringify(asked);
      const look = looks.get(key) ?? findBrokenPackages(...asked);
      looks.set(key, look);
      return look;
    },
  },
};
