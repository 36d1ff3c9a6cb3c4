import { UpError } from '../../installation/cli-error.ts';

/** A process of ours: Directus or the API. */
export interface Child {
  /** How people call it. */
  name: string;
  exited: Promise<{ code: number | null; signal: string | null }>;
  /** Asks it to stop, and ends it by force after `graceMs`. Resolves when it's gone. */
  stop(graceMs: number): Promise<void>;
  /** Ends it by force, now. */
  kill(): void;
  /** What it wrote last, oldest first. */
  lastLines(): readonly string[];
  /** The file with the rest. */
  logPath: string;
}

/** The processes that are running, in the order of their start. */
export interface Children {
  add(child: Child): void;
  /** Rejects with an UpError when one ends that wasn't told to. */
  untilOneDies(): Promise<never>;
  /** Stops all, the last one started first; within `budgetMs` all are gone. */
  stopAll(budgetMs: number): Promise<void>;
  killAll(): void;
}

const shownLines = 8;

/** Keeps the processes that `up` starts, so that none is forgotten however `up` ends. */
export function createChildren(now: () => number): Children {
  const running: Child[] = [];
  let isStopping = false;
  let reportDeath: (death: UpError) => void = () => {};
  const death = new Promise<never>((_, reject) => {
    reportDeath = reject;
  });
  death.catch(() => {});

  return {
    add(child) {
      running.push(child);
      void child.exited.then((exit) => {
        if (!isStopping) reportDeath(describeDeath(child, exit));
      });
    },
    untilOneDies: () => death,
    async stopAll(budgetMs) {
      isStopping = true;
      const deadline = now() + budgetMs;
      for (let child = running.pop(); child !== undefined; child = running.pop()) {
        const share = (deadline - now()) / (running.length + 1);
        await child.stop(Math.max(share, 0));
      }
    },
    killAll() {
      isStopping = true;
      for (const child of running) child.kill();
    },
  };
}

function describeDeath(child: Child, exit: { code: number | null; signal: string | null }) {
  const how = exit.signal === null ? `exit code ${exit.code}` : exit.signal;
  const lines = child.lastLines().slice(-shownLines);
  const ending = lines.length > 0 ? 'It wrote last:' : `Its log: ${child.logPath}`;
  return new UpError(
    'up.child_died',
    [`${child.name} stopped by itself (${how}). ${ending}`],
    lines,
  );
}
