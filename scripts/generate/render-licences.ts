import { licenceNotes, plainLicences, unstatedNotes } from './licence-notes.ts';

const head = `# Licences

Under which licence each package comes that the product is built and run with, by what \`package-lock.json\` says. The list
is of what npm may install: of packages for one kind of machine it takes those that fit. What only development needs isn't
in it.

Made from \`package-lock.json\` and \`scripts/generate/licence-notes.ts\` by \`npm run generate\`, which fails where a licence
comes in that nobody has looked at.

## What isn't plainly permissive

The notes say what the texts mean as we read them, and are no advice of a lawyer.

| licence | packages | what it means here |
|---|---|---|
`;

const unstated = 'not stated in the lock file';
const lineWidth = 120;

/** An entry of the lock file, as far as it is looked at. */
interface LockedPackage {
  version?: string;
  /** An expression of SPDX, or what older manifests have. */
  license?: string | readonly { type: string }[];
  /** Whether nothing but development needs it. */
  dev?: boolean;
  /** Whether it is a workspace of ours. */
  link?: boolean;
}

interface StatedPackage {
  name: string;
  version: string;
  licence: string;
}

/**
 * Writes the list of licences.
 *
 * @param lockFile the text of package-lock.json
 * @throws Error where a licence, or a package without one, isn't in the notes
 */
export function renderLicences(lockFile: string): string {
  const packages = findProductionPackages(lockFile);
  const byLicence = Map.groupBy(packages, ({ licence }) => licence);
  const licences = [...byLicence.keys()].filter((licence) => licence !== unstated).sort();
  const unknown = licences.filter(
    (one) => !plainLicences.has(one) && !Object.hasOwn(licenceNotes, one),
  );
  if (unknown.length > 0) throw new Error(`nobody has looked at these licences: ${unknown}`);

  // In the order of the notes, which begin with what matters most.
  const notes = Object.entries(licenceNotes)
    .filter(([licence]) => byLicence.has(licence))
    .map(([licence, note]) => {
      return `| ${licence} | ${briefly(byLicence.get(licence) ?? [])} | ${note} |\n`;
    });
  const rest = (byLicence.get(unstated) ?? []).map(({ name }) => {
    const note = unstatedNotes[name];
    if (note === undefined) throw new Error(`the lock file has no licence of ${name}`);
    return `| ${unstated} | ${name} | ${note} |\n`;
  });
  const groups = [...licences, unstated].map((licence) =>
    section(licence, byLicence.get(licence) ?? []),
  );
  return `${head}${notes.join('')}${[...new Set(rest)].join('')}\n## All\n${groups.join('')}`;
}

/** What isn't ours and not for development alone, each version once, in the order of names. */
function findProductionPackages(lockFile: string): StatedPackage[] {
  const { packages } = JSON.parse(lockFile) as { packages: Record<string, LockedPackage> };
  const found = new Map<string, StatedPackage>();
  for (const [path, { version = '', license, dev, link }] of Object.entries(packages)) {
    if (!path.includes('node_modules/') || dev === true || link === true) continue;
    const name = path.split('node_modules/').at(-1) ?? '';
    found.set(`${name} ${version}`, { name, version, licence: toText(license) });
  }
  // By code units: a locale's order differs between machines.
  return [...found.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one);
}

function toText(license: LockedPackage['license']): string {
  if (license === undefined) return unstated;
  if (typeof license === 'string') return license;
  return license.map(({ type }) => type).join(' OR ');
}

function briefly(packages: readonly StatedPackage[]): string {
  const names = [...new Set(packages.map(({ name }) => name))];
  const [first = '', ...others] = names;
  return others.length < 3 ? names.join(', ') : `${first} and ${others.length} more`;
}

function section(licence: string, packages: readonly StatedPackage[]): string {
  if (packages.length === 0) return '';
  const names = packages.map(({ name, version }) => `${name} ${version}`);
  const count = packages.length === 1 ? '1 package' : `${packages.length} packages`;
  return `\n### ${licence}\n\n${count}: ${wrap(names)}.\n`;
}

/** Breaks between packages, so that a change is a line's. */
function wrap(names: readonly string[]): string {
  const lines: string[] = [''];
  for (const name of names) {
    const line = lines.at(-1) ?? '';
    const longer = line === '' ? name : `${line}, ${name}`;
    if (longer.length <= lineWidth) lines[lines.length - 1] = longer;
    else lines.push(name);
  }
  return lines.join(',\n');
}
