/**
 * Builds a package in another folder and copies it into a project. make breaks at a space in a path, so what needs it
 * can't be built there; what was built doesn't care where it lies.
 */
import { randomUUID } from 'node:crypto';
import { constants, existsSync } from 'node:fs';
import {
  access,
  copyFile,
  cp,
  mkdir,
  mkdtemp,
  readFile,
  rename,
  rm,
  writeFile,
} from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';

interface Entry {
  version?: string;
  dependencies?: Readonly<Record<string, string>>;
  optionalDependencies?: Readonly<Record<string, string>>;
  [field: string]: unknown;
}

/** What we read of a `package-lock.json`: packages by the path of their folder. */
export interface LockFile {
  lockfileVersion: number;
  packages: Readonly<Record<string, Entry>>;
}

/**
 * Installs one package with all that it needs in a temporary folder, at the versions and integrities of the project's
 * lock file, and copies whatever of it the project lacks into the project's `node_modules`, itself last.
 *
 * @param name of a package at the top of `node_modules`
 * @param options `folder`: where the temporary one is made; `install`: runs `npm ci` in it
 * @throws whatever `install` throws; nothing was copied then, and the temporary folder is gone in any case
 */
export async function buildElsewhere(
  name: string,
  options: { projectDir: string; folder: string; install: (dir: string) => Promise<void> },
): Promise<void> {
  const { projectDir, folder, install } = options;
  const lock = lockFileOf(name, await readJson<LockFile>(join(projectDir, 'package-lock.json')));
  const { overrides, allowScripts } = await readJson<Entry>(join(projectDir, 'package.json'));
  const dir = await mkdtemp(join(folder, 'genie-build-'));
  try {
    const manifest = { ...lock.packages[''], private: true, overrides, allowScripts };
    await writeFile(join(dir, 'package.json'), JSON.stringify(manifest));
    await writeFile(join(dir, 'package-lock.json'), JSON.stringify(lock));
    // Of the operator's settings for npm, those that stand in the project: another registry, for example.
    const settings = join(projectDir, '.npmrc');
    if (existsSync(settings)) await copyFile(settings, join(dir, '.npmrc'));
    await install(dir);
    await copyMissing(name, lock, { from: dir, to: projectDir });
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

async function readJson<T>(path: string): Promise<T> {
  return JSON.parse(await readFile(path, 'utf8')) as T;
}

/** Packages that npm dropped together with the one that it couldn't build are missing, too. */
async function copyMissing(
  name: string,
  { packages }: LockFile,
  { from, to }: { from: string; to: string },
): Promise<void> {
  const last = placeOf(name);
  const paths = Object.keys(packages).filter((path) => path !== '' && path !== last);
  for (const path of [...paths.sort(), last]) {
    const [source, target] = [join(from, path), join(to, path)];
    // A package inside another one comes with that.
    if (existsSync(target) || (path.startsWith(`${last}/`) && path !== last)) continue;
    const draft = join(dirname(target), `.${basename(target)}-${randomUUID()}`);
    await mkdir(dirname(target), { recursive: true });
    await cp(source, draft, { recursive: true, verbatimSymlinks: true });
    await rename(draft, target);
  }
}

function placeOf(name: string): string {
  return `node_modules/${name}`;
}

/**
 * A lock file of one package and what it needs, each at its place in the whole one. None is optional in it: npm drops
 * an optional package that it can't build, without a word.
 *
 * @throws Error where the whole one doesn't have it
 */
export function lockFileOf(name: string, whole: LockFile): LockFile {
  const version = whole.packages[placeOf(name)]?.version;
  if (version === undefined) throw new Error(`package-lock.json has no ${name}.`);
  const found: Record<string, Entry> = {};
  const waiting = [placeOf(name)];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    const entry = whole.packages[path];
    if (entry === undefined || found[path] !== undefined) continue;
    const { optional: _optional, dev: _dev, devOptional: _both, peer: _peer, ...needed } = entry;
    found[path] = needed;
    for (const each of Object.keys({ ...entry.dependencies, ...entry.optionalDependencies })) {
      waiting.push(lookUp(each, path, whole));
    }
  }
  const root = { name: 'genie-build', version: '0.0.0', dependencies: { [name]: version } };
  return { lockfileVersion: whole.lockfileVersion, packages: { '': root, ...found } };
}

/** Where the package in the folder `from` finds another one: in its own `node_modules`, or the next one above. */
function lookUp(name: string, from: string, whole: LockFile): string {
  if (from === '') return placeOf(name);
  const path = `${from}/${placeOf(name)}`;
  if (whole.packages[path] !== undefined) return path;
  return lookUp(name, from.slice(0, Math.max(0, from.lastIndexOf('/node_modules/'))), whole);
}

/** Whether make, a compiler and a shell take every character of a path for part of a name. */
export function isPlainPath(path: string): boolean {
  return /^[\w./+-]+$/.test(path);
}

/**
 * The first folder that has a plain path and in which we can make files.
 *
 * @returns undefined where there's none
 */
export async function chooseBuildFolder(
  folders: readonly string[] = [tmpdir(), '/tmp', '/var/tmp', homedir()],
): Promise<string | undefined> {
  for (const folder of folders) {
    if (isPlainPath(folder) && (await isWritable(folder))) return folder;
  }
  return undefined;
}

async function isWritable(folder: string): Promise<boolean> {
  return await access(folder, constants.W_OK | constants.X_OK).then(
    () => true,
    () => false,
  );
}
