import { writeSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import type { StopSignal, World } from '../cli-context.ts';
import { watchParent } from '../watch-parent.ts';

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
    consoleBuild: join(projectDir, 'apps/console/scripts/build.ts'),
    variables: process.env,
    stdout: process.stdout,
    stderr: process.stderr,
    stdin: process.stdin,
    isTerminal,
    hasColors: isTerminal && !process.env.NO_COLOR,
    columns: process.stdout.columns || 80,
    nodeVersion: process.versions.node,
    userId: process.getuid?.(),
    directus: lazyDirectus(),
    freeBytes,
    now: () => performance.now(),
    wallClock: () => Date.now(),
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

/** Most commands don't need it, and loading it takes a moment. */
function lazyDirectus(): World['directus'] {
  const load = () => import('@genie-helper/directus');
  return {
    version: installedDirectusVersion(),
    bootstrapDirectus: async (...args) => (await load()).bootstrapDirectus(...args),
    startDirectus: async (...args) => (await load()).startDirectus(...args),
    applyDesiredState: async (...args) => (await load()).applyDesiredState(...args),
    inspectDesiredState: async (...args) => (await load()).inspectDesiredState(...args),
    inspectDirectusGuards: async (...args) => (await load()).inspectDirectusGuards(...args),
  };
}

function installedDirectusVersion(): string {
  const requireThere = createRequire(import.meta.resolve('@genie-helper/directus'));
  return String(requireThere('directus/package.json').version);
}

async function freeBytes(folder: string): Promise<number | undefined> {
  try {
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize;
  } catch {
    const parent = dirname(folder);
    return parent === folder ? undefined : freeBytes(parent);
  }
}

/** Whoever started `npm start` in the background and ended npm has nothing else to stop us by. */
function isRunByNpm(): boolean {
  return process.env.npm_lifecycle_event !== undefined;
}
