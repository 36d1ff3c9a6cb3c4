import type { DirectusSettings } from '@genie-helper/directus';
import type { World } from '../../cli-context.ts';
import type { Child } from './children.ts';
import { createLastLines } from './last-lines.ts';
import type { LogFile } from './log-file.ts';

const keptLines = 20;

/**
 * Starts Directus and writes what it says to its log.
 *
 * @throws DirectusStartError, or the signal's reason; nothing of it runs then
 */
export async function startDirectusProcess(
  settings: DirectusSettings,
  world: Pick<World, 'directus'>,
  log: LogFile,
  signal: AbortSignal,
): Promise<Child> {
  const lines = createLastLines(keptLines);
  const directus = await world.directus.startDirectus(settings, {
    signal,
    onLine(line) {
      log.writeLine(line);
      lines.add(line);
    },
  });
  return {
    name: 'Directus',
    exited: directus.exited,
    lastLines: lines.all,
    logPath: log.path,
    stop: (graceMs) => directus.stop(graceMs),
    kill: () => killByPid(directus.pid),
  };
}

function killByPid(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // Gone already.
  }
}
