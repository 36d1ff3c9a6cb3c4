import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFile, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { env, stderr, stdout } from 'node:process';
import { parseArgs, promisify } from 'node:util';
import { buildPackage } from '../packages/client/scripts/build.ts';
import { deployables, listMaterials } from './release/bill-of-materials.ts';
import { readEntry } from './release/changelog.ts';
import { findVersions, projectVersion } from './release/versions.ts';
import { variablesForNpm } from './run-npm.ts';

/**
 * `npm run release`: makes what a release is published with, in `dist/release-<version>/`: the client's package, what
 * each deployable is made of, what's known of advisories, the notes, and checksums of them all. Publishes nothing. The
 * same commit makes the same bytes.
 */
const root = resolve(import.meta.dirname, '..');
const run = promisify(execFile);

async function release(): Promise<void> {
  const { values } = parseArgs({
    options: { out: { type: 'string' }, 'with-changes': { type: 'boolean' } },
  });
  const version = await projectVersion(root);
  const commit = await readCommit(values['with-changes'] === true);
  await checkVersions(version);
  const entry = readEntry(await readFile(join(root, 'CHANGELOG.md'), 'utf8'), version);

  const out = resolve(root, values.out ?? join('dist', `release-${version}`));
  const unfinished = `${out}.unfinished`;
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(unfinished, { recursive: true });

  say(`Genie Helper ${version}, commit ${commit.id.slice(0, 12)}`);
  say('  the client …');
  await packClient(unfinished);
  for (const deployable of deployables) {
    say(`  what ${deployable.name} is made of …`);
    const lockFile = await readFile(join(root, deployable.lockFile), 'utf8');
    const bill = listMaterials(lockFile, deployable, version, commit.time);
    await writeFile(join(unfinished, `${deployable.name}-${version}.cdx.json`), bill);
  }
  await copyFile(
    join(root, 'docs/openvex.json'),
    join(unfinished, `genie-helper-${version}.openvex.json`),
  );
  const heading = `# Genie Helper ${version}\n\nReleased on ${entry.date}, from commit ${commit.id}.`;
  await writeFile(join(unfinished, 'release-notes.md'), `${heading}\n\n${entry.text}\n`);
  await writeFile(join(unfinished, 'SHA256SUMS'), await checksums(unfinished));

  await rm(out, { recursive: true, force: true });
  await rename(unfinished, out);
  say(`\nIn ${relative(root, out)}:`);
  for (const file of (await readdir(out)).sort()) say(`  ${file}`);
  say('\nCheck it with "sha256sum -c SHA256SUMS" in that folder.');
}

/** @throws Error where a file differs from the commit: nobody could make that release again */
async function readCommit(mayHaveChanges: boolean): Promise<{ id: string; time: string }> {
  const git = (...args: string[]) =>
    run('git', args, { cwd: root }).then((said) => said.stdout.trim());
  const [id = '', seconds = ''] = (await git('log', '-1', '--format=%H %ct')).split(' ');
  const changed = await git('status', '--porcelain');
  if (changed !== '' && !mayHaveChanges) {
    throw new Error(
      `A release is made of a commit, and these files differ from it:\n${changed}\nCommit them or put them away; to try what a release looks like: npm run release -- --with-changes`,
    );
  }
  return { id, time: new Date(Number(seconds) * 1_000).toISOString() };
}

async function checkVersions(version: string): Promise<void> {
  const others = (await findVersions(root)).filter((place) => place.version !== version);
  if (others.length === 0) return;
  const list = others.map((place) => `  ${place.file}: ${place.of} ${place.version}`).join('\n');
  throw new Error(
    `package.json says ${version}, and these say otherwise:\n${list}\nWrite it everywhere: npm run set-version -- ${version}`,
  );
}

async function packClient(out: string): Promise<void> {
  const built = await buildPackage(join(out, '.client'));
  await run('npm', ['pack', '--pack-destination', out], { cwd: built, env: variablesForNpm(env) });
  await rm(built, { recursive: true });
}

/** In the form that `sha256sum -c` reads. */
async function checksums(dir: string): Promise<string> {
  const files = (await readdir(dir)).sort();
  const lines = files.map(async (file) => {
    const digest = createHash('sha256')
      .update(await readFile(join(dir, file)))
      .digest('hex');
    return `${digest}  ${file}\n`;
  });
  return (await Promise.all(lines)).join('');
}

function say(line: string): void {
  stdout.write(`${line}\n`);
}

try {
  await release();
} catch (error) {
  stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
}
