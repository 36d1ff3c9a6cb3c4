import { createHash } from 'node:crypto';

/** What is deployed by itself: an image of `deploy/Dockerfile`, or a package. */
export interface Deployable {
  name: string;
  description: string;
  lockFile: 'package-lock.json' | 'directus/release-12/package-lock.json';
  /** The folders in the lock file that it's made of; '' is the lock file's own. */
  workspaces: readonly string[];
}

export const deployables: readonly Deployable[] = [
  {
    name: 'genie-helper-api',
    description: 'The API, with the console that it serves.',
    lockFile: 'package-lock.json',
    workspaces: ['apps/api', 'apps/console'],
  },
  {
    name: 'genie-helper-directus',
    description: 'Directus with the guard, and the command.',
    lockFile: 'package-lock.json',
    workspaces: ['apps/cli', 'directus', 'extensions/guard'],
  },
  {
    name: 'genie-helper-directus-12',
    description: 'Directus 12, in place of the 11 of the image of Directus.',
    lockFile: 'directus/release-12/package-lock.json',
    workspaces: [''],
  },
  {
    name: 'genie-helper-client',
    description: 'The typed client.',
    lockFile: 'package-lock.json',
    workspaces: ['packages/client'],
  },
];

/** An entry of `package-lock.json`, version 3, as far as it's read here. */
interface LockEntry {
  name?: string;
  version?: string;
  /** Of a link: the folder that it leads to. */
  resolved?: string;
  link?: boolean;
  integrity?: string;
  /** An expression of SPDX, or what older manifests have. */
  license?: unknown;
  dependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
  peerDependencies?: Record<string, string>;
}

type Lock = Record<string, LockEntry>;

/**
 * Lists what a deployable is made of, as a software bill of materials in the form of CycloneDX 1.5: all that npm may
 * install for it, optional packages of other kinds of machine too, each with the SHA-512 that npm holds it to. Of what
 * the console is bundled from, its build tools are in the list as well.
 *
 * `npm sbom` would do it, but leaves out hundreds of packages that are installed, `knex` and `form-data` among them
 * (tried with npm 11.19.1 and `--omit=dev` for workspaces).
 *
 * @param lockFile the text of the deployable's lock file
 * @param time when the commit was made, as ISO 8601 has it
 * @returns JSON, the same for the same arguments
 */
export function listMaterials(
  lockFile: string,
  { name, description, workspaces }: Omit<Deployable, 'lockFile'>,
  version: string,
  time: string,
): string {
  const lock: Lock = JSON.parse(lockFile).packages;
  const root = `${name}@${version}`;
  const components = new Map<string, object>();
  const dependencies = new Map<string, Set<string>>([
    [root, new Set(workspaces.map((path) => refOf(lock, path)))],
  ]);
  for (const path of reachedFrom(lock, workspaces)) {
    const ref = refOf(lock, path);
    components.set(ref, componentOf(lock, path));
    const needs = needsOf(lock, path).map((one) => refOf(lock, one));
    dependencies.set(ref, new Set([...(dependencies.get(ref) ?? []), ...needs]));
  }
  const content = {
    version: 1,
    metadata: {
      timestamp: time,
      component: {
        type: 'application',
        'bom-ref': root,
        name,
        version,
        description,
        purl: `pkg:generic/${root}`,
      },
    },
    components: sortedValues(components),
    dependencies: sortedValues(
      new Map([...dependencies].map(([ref, on]) => [ref, { ref, dependsOn: [...on].sort() }])),
    ),
  };
  const bill = {
    $schema: 'http://cyclonedx.org/schema/bom-1.5.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.5',
    serialNumber: serialOf(JSON.stringify(content)),
    ...content,
  };
  return `${JSON.stringify(bill, null, 2)}\n`;
}

/** The paths in the lock file of all that these need, and they themselves. */
function reachedFrom(lock: Lock, paths: readonly string[]): Set<string> {
  const reached = new Set<string>();
  const open = [...paths];
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    if (reached.has(path)) continue;
    reached.add(path);
    open.push(...needsOf(lock, path));
  }
  return reached;
}

/** npm installs the peers too that a package can do without, where the lock file has them. */
function needsOf(lock: Lock, path: string): string[] {
  const { dependencies, optionalDependencies, peerDependencies } = entryOf(lock, path);
  const names = Object.keys({ ...dependencies, ...optionalDependencies, ...peerDependencies });
  return names.flatMap((name) => find(lock, path, name) ?? []);
}

/** Where Node finds a package that a module of `path` imports: in its folder, or in one above. */
function find(lock: Lock, path: string, name: string): string | undefined {
  for (let folder = path; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/')))) {
    const candidate = folder === '' ? `node_modules/${name}` : `${folder}/node_modules/${name}`;
    const entry = lock[candidate];
    if (entry !== undefined) return entry.link ? entry.resolved : candidate;
    if (folder === '') return undefined;
  }
}

function componentOf(lock: Lock, path: string): object {
  const { version = '', integrity, license } = entryOf(lock, path);
  const name = nameOf(lock, path);
  const [, digest] = /^sha512-(.+)$/.exec(integrity ?? '') ?? [];
  return {
    type: 'library',
    'bom-ref': refOf(lock, path),
    name,
    version,
    purl: `pkg:npm/${name.replace('@', '%40')}@${version}`,
    ...(digest === undefined
      ? {}
      : { hashes: [{ alg: 'SHA-512', content: Buffer.from(digest, 'base64').toString('hex') }] }),
    // As a name, since an expression that SPDX doesn't know would make the whole document invalid.
    ...(typeof license === 'string' ? { licenses: [{ license: { name: license } }] } : {}),
  };
}

function refOf(lock: Lock, path: string): string {
  return `${nameOf(lock, path)}@${entryOf(lock, path).version}`;
}

function nameOf(lock: Lock, path: string): string {
  const marker = 'node_modules/';
  return entryOf(lock, path).name ?? path.slice(path.lastIndexOf(marker) + marker.length);
}

function entryOf(lock: Lock, path: string): LockEntry {
  const entry = lock[path];
  if (entry === undefined) throw new Error(`package-lock.json has no "${path}"`);
  return entry;
}

/** A UUID of version 8 (RFC 9562, section 5.8) made of the content. */
function serialOf(content: string): string {
  const hex = createHash('sha256').update(content).digest('hex');
  return `urn:uuid:${hex.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$/, '$1-$2-8$3-8$4-$5')}`;
}

function sortedValues<One>(byRef: ReadonlyMap<string, One>): One[] {
  return [...byRef].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, value]) => value);
}
