import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { type DirectusSettings, DirectusStartError } from '@genie-helper/directus';
import type { CliContext } from '../../src/cli-context.ts';

/**
 * Behaves like `@genie-helper/directus` with a process that only listens.
 *
 * @param behaviour `works`, or what goes wrong: `fails`, or `hangs-in-bootstrap`, `hangs-in-start`
 */
export function stubDirectus(behaviour: string): CliContext['directus'] {
  let isFirstStart = false;
  return {
    versionOf: async () => '11.0.0',
    async bootstrapDirectus(settings, { signal } = {}) {
      isFirstStart = true;
      const { database } = settings;
      if (database.client === 'sqlite3') await writeFile(database.filename, '');
      if (behaviour === 'hangs-in-bootstrap') await delay(60_000, undefined, signal && { signal });
    },
    async startDirectus(settings, { signal, onLine } = {}) {
      if (behaviour === 'fails') {
        const message = 'Directus stopped while starting (code 1). It said: why';
        throw new DirectusStartError('directus.exited', message, ['warn: before', 'error: why']);
      }
      if (behaviour === 'hangs-in-start') await delay(60_000, undefined, signal && { signal });
      onLine?.('{"level":30,"msg":"listening"}');
      return listeningProcess(settings);
    },
    async applyDesiredState() {
      return { changes: isFirstStart ? ['one', 'two'] : [], leftOut: [] };
    },
    inspectDatabase: async () => ({ isNew: true, message: 'It opens.' }),
    findBrokenPackages: async () => [],
    inspectDesiredState: async () => ({ differences: [], leftOut: [] }),
    inspectDirectusGuards: async () => ({ missing: [], off: [] }),
    fillEmptyPostgres: async () => {},
  };
}

async function listeningProcess({ host, port, publicUrl, dataDir }: DirectusSettings) {
  const script = `process.on('disconnect', () => process.exit(0));
    require('node:http').createServer((q, a) => a.end()).listen(${port}, '${host}', () => process.send(1))`;
  const child = spawn(process.execPath, ['-e', script], {
    cwd: dataDir,
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    detached: true,
  });
  const exited = once(child, 'exit').then(([code, signal]) => ({ code, signal }));
  await once(child, 'message');
  return {
    url: publicUrl,
    pid: child.pid ?? -1,
    exited,
    async stop() {
      child.kill('SIGTERM');
      await exited;
    },
  };
}
