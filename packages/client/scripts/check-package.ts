import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { buildPackage } from './build.ts';

/**
 * Builds and packs the package, and fails where publint or "Are the types wrong?" finds anything in what others
 * would install.
 */
const run = promisify(execFile);
const dir = await mkdtemp(join(tmpdir(), 'genie-client-'));
try {
  const dist = await buildPackage();
  const packing = ['pack', '--json', '--pack-destination', dir];
  const { stdout } = await run('npm', packing, { cwd: dist });
  const [{ filename }] = JSON.parse(stdout);
  const tarball = join(dir, filename);
  await lintManifest(tarball);
  await lintTypes(tarball);
} finally {
  await rm(dir, { recursive: true, force: true });
}

async function lintManifest(file: string): Promise<void> {
  const { buffer: tarball } = new Uint8Array(await readFile(file));
  const { messages, pkg } = await publint({ pack: { tarball }, strict: true });
  for (const message of messages) fail(`publint: ${formatMessage(message, pkg)}`);
}

async function lintTypes(tarball: string): Promise<void> {
  const manifest = createRequire(import.meta.url).resolve('@arethetypeswrong/cli/package.json');
  const attw = join(dirname(manifest), 'dist/index.js');
  const args = [attw, tarball, '--profile', 'esm-only', '--no-emoji', '--no-color'];
  await run(process.execPath, args).catch(({ stdout }) => fail(stdout));
}

function fail(problem: string): void {
  process.stderr.write(`${problem}\n`);
  process.exitCode = 1;
}
