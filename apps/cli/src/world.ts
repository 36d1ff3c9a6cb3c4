import type { applyDesiredState, bootstrapDirectus, startDirectus } from '@genie-helper/directus';

/** The signals that ask `genie` to stop. */
export type StopSignal = 'SIGINT' | 'SIGTERM' | 'SIGHUP';

/** Where `genie` writes: the terminal, or whatever stands in for it. */
export type Output = Pick<NodeJS.WriteStream, 'write'>;

/** All that commands take from outside; `config/process-world.ts` makes the real one. */
export interface World {
  /** The checkout: the folder of `.env` and `data/` unless `--dir` names another. */
  projectDir: string;
  /** The module that runs the API. */
  apiEntry: string;
  /** The environment variables of this process. */
  variables: Readonly<Record<string, string | undefined>>;
  stdout: Output;
  stderr: Output;
  /** Colours and a moving step list, or plain lines. */
  isTerminal: boolean;
  directus: {
    /** Of the installed Directus, such as 11.17.4. */
    version: string;
    bootstrapDirectus: typeof bootstrapDirectus;
    startDirectus: typeof startDirectus;
    applyDesiredState: typeof applyDesiredState;
  };
  /** Monotonic milliseconds. */
  now(): number;
  /** Calls the listener for each stop signal until the returned function is called. */
  onSignal(listener: (signal: StopSignal) => void): () => void;
  /** Ends this process at once; for a second Ctrl-C only. */
  exit(code: number): void;
}
