import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * What the project's own licence says, everywhere that says it. The owner decides by one line, `"license"` in
 * `package.json`; `npm run generate` writes the rest.
 */
interface Licence {
  /** As SPDX names it, or `UNLICENSED`: nobody may use it without asking. */
  id: string;
  owner: string;
}

const none = 'UNLICENSED';
const textsDir = join(import.meta.dirname, 'licence-texts');

/** @param manifest the text of the project's `package.json` */
export function readLicence(manifest: string): Licence {
  const { license, author } = JSON.parse(manifest);
  return { id: license, owner: author ?? 'the owner of Genie Helper' };
}

/**
 * Writes the file `LICENSE`.
 *
 * @param year in which the first release was made
 * @throws Error where the text of the licence isn't in `licence-texts`
 */
export async function renderLicenceFile({ id, owner }: Licence, year: number): Promise<string> {
  if (id === none) {
    return `Copyright ${year} ${owner}. All rights reserved.

The owner hasn't chosen a licence yet. Until then nobody may use, copy, change or pass on this software without asking
the owner. Parts that others made have licences of their own: docs/reference/licences.md lists them.
`;
  }
  const text = await readFile(join(textsDir, `${id}.txt`), 'utf8').catch(() => {
    throw new Error(
      `package.json says "license": "${id}", and its text isn't there: put it into scripts/generate/licence-texts/${id}.txt, with <year> and <owner> where these belong.`,
    );
  });
  return text.replaceAll('<year>', String(year)).replaceAll('<owner>', owner);
}

/** Writes the line of the README under "Licence". */
export function renderLicenceLine(readme: string, { id }: Licence): string {
  const line =
    id === none
      ? "The owner hasn't chosen a licence yet. The package says `UNLICENSED`: nobody may use it without asking the owner."
      : `Genie Helper is under the licence [${id}](LICENSE).`;
  return readme.replace(/(?<=^## Licence\n\n)[^\n]*/m, () => line);
}

/** Writes a workspace's manifest with the project's licence. */
export function renderManifestLicence(manifest: string, { id }: Licence): string {
  const {
    name,
    version,
    private: isPrivate,
    description,
    license: _,
    ...rest
  } = JSON.parse(manifest);
  const fields = { name, version, private: isPrivate, description, license: id, ...rest };
  return `${JSON.stringify(fields, null, 2)}\n`;
}

/** Writes the lock file with it at the workspaces, as npm does. */
export function renderLockLicences(lockFile: string, licence: Licence): string {
  const lock = JSON.parse(lockFile);
  for (const path of Object.keys(lock.packages)) {
    if (path.includes('node_modules/')) continue;
    const entry = { ...lock.packages[path], license: licence.id };
    lock.packages[path] = Object.fromEntries(
      Object.entries(entry).toSorted(([a], [b]) => order(a) - order(b)),
    );
  }
  return `${JSON.stringify(lock, null, 2)}\n`;
}

/** npm writes these first, and the rest as it comes. */
function order(field: string): number {
  const first = ['name', 'version', 'hasInstallScript', 'license'].indexOf(field);
  return first === -1 ? 9 : first;
}
