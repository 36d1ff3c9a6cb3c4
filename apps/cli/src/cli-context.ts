import type { ReadStream } from 'node:tty';
import type {
  applyDesiredState,
  bootstrapDirectus,
  inspectDesiredState,
  inspectDirectusGuards,
  startDirectus,
} from '@genie-helper/directus';

/** The signals that ask `genie` to stop. */
export type StopSignal = 'SIGINT' | 'SIGTERM' | 'SIGHUP';

/** Where `genie` writes: the terminal, or whatever stands in for it. */
export type Output = Pick<NodeJS.WriteStream, 'write'>;

/** Where `genie` reads a password from: a terminal, where it's typed, or a pipe. */
export type Input = NodeJS.ReadableStream & Partial<Pick<ReadStream, 'isTTY' | 'setRawMode'>>;

/** All that commands take from outside; `config/process-world.ts` makes the real one. */
export interface World {
  /** The checkout: the folder of `.env` and `data/` unless `--dir` names another. */
  projectDir: string;
  /** The module that runs the API. */
  apiEntry: string;
  /** The module that builds the console. */
  consoleBuild: string;
  /** The environment variables of this process. */
  variables: Readonly<Record<string, string | undefined>>;
  stdout: Output;
  stderr: Output;
  stdin: Input;
  /** A moving step list, or plain lines. */
  isTerminal: boolean;
  /** Only where there's a terminal and no NO_COLOR. */
  hasColors: boolean;
  /** How many characters fit on a line. */
  columns: number;
  /** Of the Node that runs this, such as 24.21.0. */
  nodeVersion: string;
  /** Of the user that this runs as; undefined on Windows. */
  userId: number | undefined;
  directus: {
    /** Of the installed Directus, such as 11.17.4. */
    version: string;
    bootstrapDirectus: typeof bootstrapDirectus;
    startDirectus: typeof startDirectus;
    applyDesiredState: typeof applyDesiredState;
    inspectDesiredState: typeof inspectDesiredState;
    inspectDirectusGuards: typeof inspectDirectusGuards;
  };
  /** Free bytes on the disk of a folder, which needn't be there yet; undefined where that's unknown. */
  freeBytes(folder: string): Promise<number | undefined>;
  /** Monotonic milliseconds. */
  now(): number;
  /** The time of day: epoch milliseconds. */
  wallClock(): number;
  /** Calls the listener for each stop signal until the returned function is called. */
  onSignal(listener: (signal: StopSignal) => void): () => void;
  /** Ends this process at once; for a second Ctrl-C only. */
  exit(code: number): void;
}
