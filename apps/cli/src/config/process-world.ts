import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { applyDesiredState, bootstrapDirectus, startDirectus } from '@genie-helper/directus';
import type { StopSignal, World } from '../world.ts';

const stopSignals: readonly StopSignal[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];
const projectDir = resolve(import.meta.dirname, '../../../..');

/**
 * The world of the running process: its variables, its terminal, its signals.
 *
 * @param exit ends the process; handed in because only `main.ts` may do that
 */
export function createProcessWorld(exit: (code: number) => void): World {
  return {
    projectDir,
    apiEntry: join(projectDir, 'apps/api/src/main.ts'),
    variables: process.env,
    stdout: process.stdout,
    stderr: process.stderr,
    isTerminal: process.stdout.isTTY === true && process.env.TERM !== 'dumb',
    directus: {
      version: installedDirectusVersion(),
      bootstrapDirectus,
      startDirectus,
      applyDesiredState,
    },
    now: () => performance.now(),
    onSignal(listener) {
      for (const signal of stopSignals) process.on(signal, listener);
      return () => {
        for (const signal of stopSignals) process.off(signal, listener);
      };
    },
    exit,
  };
}

function installedDirectusVersion(): string {
  const requireThere = createRequire(import.meta.resolve('@genie-helper/directus'));
  return String(requireThere('directus/package.json').version);
}
