import type { ChildProcess } from 'node:child_process';
import { type ChildExit, describeExit, type ProcessOutput } from '@genie-helper/directus';
import { CliError } from '../../installation/cli-error.ts';

/** A process of ours: Directus or the API. */
export interface Child {
  /** How people call it. */
  name: string;
  exited: Promise<ChildExit>;
  /** Asks it to stop, and ends it by force after `graceMs`. Resolves when it's gone. */
  stop(graceMs: number): Promise<void>;
  /** Ends it by force, now. */
  kill(): void;
  /** The last lines that it wrote and that say something, oldest first. */
  lastLines(): readonly string[];
  /** The file with the rest. */
  logPath: string;
}

/** The processes that are running, in the order of their start. */
export type Children = ReturnType<typeof createChildren>;

const shownLines = 8;

/** Keeps the processes that `up` starts, so that none is forgotten however `up` ends. */
export function createChildren(now: () => number) {
  const running: Child[] = [];
  let isStopping = false;
  let reportDeath: (death: CliError) => void = () => {};
  const death = new Promise<never>((_, reject) => {
    reportDeath = reject;
  });
  death.catch(() => {});

  return {
    add(child: Child): void {
      running.push(child);
      void child.exited.then((exit) => {
        if (!isStopping) reportDeath(describeDeath(child, exit));
      });
    },
    /** Rejects with a CliError when one ends that wasn't told to. */
    untilOneDies: () => death,
    /** Stops all, the last one started first; within `budgetMs` all are gone. */
    async stopAll(budgetMs: number): Promise<void> {
      isStopping = true;
      const deadline = now() + budgetMs;
      for (let child = running.pop(); child !== undefined; child = running.pop()) {
        const share = (deadline - now()) / (running.length + 1);
        await child.stop(Math.max(share, 0));
      }
    },
    killAll(): void {
      isStopping = true;
      for (const child of running) child.kill();
    },
  };
}

function describeDeath({ name, logPath, lastLines }: Child, exit: ChildExit): CliError {
  const lines = lastLines().slice(-shownLines);
  const ending = lines.length > 0 ? 'It wrote last:' : `Its log: ${logPath}`;
  return new CliError(`${name} stopped by itself (${describeExit(exit)}). ${ending}`, { lines });
}

/**
 * Keeps the last lines of a process that was just spawned, and why it couldn't be.
 *
 * @param onLine receives each line
 * @returns resolves when it has ended and all is read
 */
export function watchProcess(
  child: ChildProcess,
  output: ProcessOutput,
  onLine: (line: string) => void = () => {},
): Promise<ChildExit> {
  output.read([child.stdout, child.stderr], onLine);
  return new Promise((resolve) => {
    child.once('close', (code, signal) => resolve({ code, signal }));
    child.once('error', (error) => {
      output.add(error.message);
      resolve({ code: null, signal: null });
    });
  });
}
