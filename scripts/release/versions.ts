import { glob, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * The version stands in `package.json` of the project. The manifests of the workspaces, the lock file and the images'
 * tags have it too, since npm, Docker and Kubernetes read it there; `npm run set-version` writes all of them.
 */
interface Manifest {
  name: string;
  version: string;
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
}

/** A place that has a version of the product. */
export interface VersionPlace {
  file: string;
  /** What it's the version of, as an image or a dependency. */
  of: string;
  version: string;
}

const version = String.raw`\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?`;
const imageTag = new RegExp(
  String.raw`((genie-helper-(?:api|directus|proxy))(?::\$\{GENIE_VERSION:-|:|, newName: \S+, newTag: ))(${version})`,
  'g',
);

/** @returns the version in `package.json` */
export async function projectVersion(root: string): Promise<string> {
  return (await readManifest(join(root, 'package.json'))).version;
}

/** Finds every place that has a version of the product. */
export async function findVersions(root: string): Promise<VersionPlace[]> {
  const places: VersionPlace[] = [];
  for (const file of await manifestFiles(root)) {
    const { name, version: own, ...manifest } = await readManifest(join(root, file));
    places.push({ file, of: name, version: own });
    for (const [of, wanted] of dependencies(manifest)) places.push({ file, of, version: wanted });
  }
  for (const file of lockNames) {
    const lock: Lock = JSON.parse(await readFile(join(root, file), 'utf8'));
    places.push({ file, of: lock.name, version: lock.version });
    for (const [path, { name = path, version: own, ...manifest }] of ofOurs(lock)) {
      places.push({ file, of: name, version: own });
      for (const [of, wanted] of dependencies(manifest)) places.push({ file, of, version: wanted });
    }
  }
  for (const file of await deployFiles(root)) {
    const text = await readFile(join(root, file), 'utf8');
    for (const [, , of = '', tag = ''] of text.matchAll(imageTag)) {
      places.push({ file, of, version: tag });
    }
  }
  return places;
}

/**
 * Writes a version to every place.
 *
 * @param next as Semantic Versioning has it: `1.2.3`, or `1.2.3-beta.1`
 * @returns the files that changed
 * @throws Error where it's no version
 */
export async function setVersion(root: string, next: string): Promise<string[]> {
  if (!new RegExp(`^${version}$`).test(next)) {
    throw new Error(`"${next}" is no version: give three numbers, as in 0.2.0, or 0.2.0-beta.1`);
  }
  const changed: string[] = [];
  const rewrite = async (file: string, change: (text: string) => string) => {
    const before = await readFile(join(root, file), 'utf8');
    const after = change(before);
    if (after === before) return;
    await writeFile(join(root, file), after);
    changed.push(file);
  };
  for (const file of await manifestFiles(root)) {
    await rewrite(file, (text) => json(withVersion(JSON.parse(text), next)));
  }
  for (const file of lockNames) {
    await rewrite(file, (text) => {
      const lock: Lock = JSON.parse(text);
      for (const [path, entry] of ofOurs(lock)) lock.packages[path] = withVersion(entry, next);
      return json({ ...lock, version: next });
    });
  }
  for (const file of await deployFiles(root)) {
    await rewrite(file, (text) => text.replace(imageTag, `$1${next}`));
  }
  return changed;
}

function withVersion<Entry extends Partial<Manifest>>(entry: Entry, next: string): Entry {
  const changed = { ...entry, version: next };
  for (const kind of ['dependencies', 'devDependencies'] as const) {
    const before = entry[kind];
    if (before === undefined) continue;
    changed[kind] = Object.fromEntries(
      Object.entries(before).map(([name, wanted]) => [name, isOurs(name) ? next : wanted]),
    );
  }
  return changed;
}

const lockNames = ['package-lock.json', 'directus/release-12/package-lock.json'];

interface Lock {
  name: string;
  version: string;
  packages: Record<string, Partial<Manifest> & { version: string; link?: boolean }>;
}

/** The entries of the project and its workspaces; links to them have no version. */
function ofOurs({ packages }: Lock) {
  return Object.entries(packages).filter(([path]) => !path.includes('node_modules/'));
}

function dependencies({ dependencies, devDependencies }: Partial<Manifest>): [string, string][] {
  return Object.entries({ ...dependencies, ...devDependencies }).filter(([name]) => isOurs(name));
}

function isOurs(name: string): boolean {
  return name.startsWith('@genie-helper/');
}

async function readManifest(path: string): Promise<Manifest> {
  return JSON.parse(await readFile(path, 'utf8'));
}

async function manifestFiles(root: string): Promise<string[]> {
  const { workspaces } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
  // Directus 12 is installed by itself, so it's no workspace.
  const patterns = workspaces.map((workspace: string) => `${workspace}/package.json`);
  return ['package.json', ...(await filesOf(root, patterns)), 'directus/release-12/package.json'];
}

function deployFiles(root: string): Promise<string[]> {
  return filesOf(root, ['deploy/Dockerfile', 'deploy/**/*.yaml']);
}

async function filesOf(root: string, patterns: string[]): Promise<string[]> {
  const files: string[] = [];
  for await (const file of glob(patterns, { cwd: root })) files.push(file);
  return files.sort();
}

function json(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
