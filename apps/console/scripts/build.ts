/**
 * Builds the console to `dist`: hashed files with a compressed form beside each. `--if-needed` builds only if the
 * sources aren't those that the last build was made from.
 */
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { build } from 'vite';
import { replaceFolder } from './build-folders.ts';
import { compressFiles } from './compress-files.ts';
import { hashSources } from './hash-sources.ts';
import { removeLeftovers } from './remove-leftovers.ts';

const root = resolve(import.meta.dirname, '..');
const dist = join(root, 'dist');
/** Beside the page, where nothing is served from. */
const stampName = 'sources.sha256';

// A parent that started this with an IPC channel takes it along when it goes.
process.once('disconnect', () => process.exit(1));
process.channel?.unref();

await removeLeftovers(root);
const hash = await hashSources(root);
const isBuilt = (await readFile(join(dist, stampName), 'utf8').catch(() => '')) === hash;
if (process.argv.includes('--if-needed') && isBuilt) process.stdout.write('up to date\n');
else await buildInto(dist);

/** Whole or not at all: a server that runs meanwhile sees the old files or the new ones. */
async function buildInto(target: string): Promise<void> {
  const draft = await mkdtemp(join(root, 'dist-'));
  try {
    await build({
      configFile: join(root, 'vite.config.ts'),
      build: { outDir: draft },
      logLevel: 'warn',
    });
    await compressFiles(join(draft, 'assets'));
    await writeFile(join(draft, stampName), hash);
    // The server may run as another user than the one who builds.
    await chmod(draft, 0o755);
    await replaceFolder(draft, target);
    process.stdout.write('built\n');
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}
