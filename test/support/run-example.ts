import { spawn } from 'node:child_process';
import { dirname, join, resolve } from 'node:path';
import { compileCache } from './directus-settings.ts';
import { readVariable } from './process-environment.ts';

const root = resolve(import.meta.dirname, '../..');

/** How a program ended, and what it wrote. */
export interface ExampleEnd {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** A program that may go on running. */
export interface RunningExample {
  stdout(): string;
  /** Resolves with the match once stdout has it; rejects where the program ends first. */
  untilItSays(pattern: RegExp): Promise<RegExpExecArray>;
  send(signal: NodeJS.Signals): void;
  ended: Promise<ExampleEnd>;
}

/**
 * Starts a program in the root of the repository, as its page says: `node` is the Node that runs the tests. It ends
 * with this process.
 *
 * @param command the program and its arguments
 */
export function startExample(
  command: readonly [string, ...string[]],
  variables: Record<string, string>,
  cwd = root,
): RunningExample {
  const path = [
    dirname(process.execPath),
    join(root, 'node_modules/.bin'),
    readVariable('PATH'),
  ].join(':');
  const [program, ...args] = command;
  const child = spawn(program, args, { cwd, env: { ...compileCache(), PATH: path, ...variables } });
  child.stdin.end();
  const endWithParent = () => child.kill('SIGKILL');
  process.once('exit', endWithParent);
  const said = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      said[name] += text;
    });
  }
  const ended = new Promise<ExampleEnd>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      process.off('exit', endWithParent);
      resolve({ code, ...said });
    });
  });
  return {
    stdout: () => said.stdout,
    send: (signal) => void child.kill(signal),
    ended,
    untilItSays: (pattern) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const match = pattern.exec(said.stdout);
          if (match !== null) resolve(match);
        };
        child.stdout.on('data', look);
        look();
        void ended.then(({ stderr }) => reject(new Error(`ended without ${pattern}: ${stderr}`)));
      }),
  };
}

/** Runs a program to its end. */
export function runExample(
  command: readonly [string, ...string[]],
  variables: Record<string, string>,
  cwd?: string,
): Promise<ExampleEnd> {
  return startExample(command, variables, cwd).ended;
}
