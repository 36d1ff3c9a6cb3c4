import { writeSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { applyDesiredState, bootstrapDirectus, startDirectus } from '@genie-helper/directus';
import { watchParent } from '../watch-parent.ts';
import type { StopSignal, World } from '../world.ts';

const showCursor = '\u001b[?25h';
const projectDir = resolve(import.meta.dirname, '../../../..');

/**
 * The world of the running process: its variables, its terminal, its signals.
 *
 * @param exit ends the process; handed in because only `main.ts` may do that
 */
export function createProcessWorld(exit: (code: number) => void): World {
  // A terminal that was closed, or a pipe that nobody reads any more, is no reason to drop the servers.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
  const isTerminal = process.stdout.isTTY === true && process.env.TERM !== 'dumb';
  // Without a terminal SIGHUP stays as it was, so `nohup` works; the children notice our end anyway.
  const stopSignals: StopSignal[] = [
    'SIGINT',
    'SIGTERM',
    ...(isTerminal ? ['SIGHUP' as const] : []),
  ];
  return {
    projectDir,
    apiEntry: join(projectDir, 'apps/api/src/main.ts'),
    variables: process.env,
    stdout: process.stdout,
    stderr: process.stderr,
    isTerminal,
    directus: {
      version: installedDirectusVersion(),
      bootstrapDirectus,
      startDirectus,
      applyDesiredState,
    },
    now: () => performance.now(),
    onSignal(listener) {
      for (const signal of stopSignals) process.on(signal, listener);
      const unwatch = isRunByNpm() ? watchParent(() => listener('SIGHUP')) : () => {};
      return () => {
        unwatch();
        for (const signal of stopSignals) process.off(signal, listener);
      };
    },
    exit(code) {
      // The moving step list hides the cursor and holds back what is written to the streams.
      if (isTerminal) writeSync(process.stdout.fd, `${showCursor}\n`);
      exit(code);
    },
  };
}

function installedDirectusVersion(): string {
  const requireThere = createRequire(import.meta.resolve('@genie-helper/directus'));
  return String(requireThere('directus/package.json').version);
}

/** Whoever started `npm start` in the background and ended npm has nothing else to stop us by. */
function isRunByNpm(): boolean {
  return process.env.npm_lifecycle_event !== undefined;
}
