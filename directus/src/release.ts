/**
 * The two releases of Directus that the product runs on, and where each of them is installed.
 *
 * 11 comes with the project. 12 has a folder and a lock file of its own, so that nobody installs it who doesn't want it.
 */
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { DirectusStartError } from './errors.ts';

/** As DIRECTUS_RELEASE names them. */
export const directusReleases = ['11', '12'] as const;
export type DirectusRelease = (typeof directusReleases)[number];

/** What runs unless something else is said. */
export const defaultRelease: DirectusRelease = '11';

const projectDir = resolve(import.meta.dirname, '..');
/** From which module each of them is found. */
const importers: Record<DirectusRelease, string> = {
  '11': import.meta.url,
  '12': join(projectDir, 'release-12', 'package.json'),
};

/** How each of them is installed, in the project's folder. */
const installCommands: Record<DirectusRelease, string> = {
  '11': 'npm ci',
  '12': 'npm ci --prefix directus/release-12',
};

/** The command that installs it; of a folder of its own where it has one. */
export function installCommandOf(release: DirectusRelease = defaultRelease): string {
  return installCommands[release];
}

/** @returns the path of the `package.json` of Directus; undefined where it isn't installed */
export function findDirectusPackage(release: DirectusRelease = defaultRelease): string | undefined {
  try {
    const path = createRequire(importers[release]).resolve('directus/package.json');
    // Without a folder of its own, 12 would be looked up beside 11, and found there.
    return versionAt(path).split('.')[0] === release ? path : undefined;
  } catch {
    return undefined;
  }
}

/**
 * @returns the path of the `package.json` of Directus
 * @throws DirectusStartError `directus.release_missing`, which says how to install it
 */
export function requireDirectusPackage(release: DirectusRelease = defaultRelease): string {
  const path = findDirectusPackage(release);
  if (path !== undefined) return path;
  throw new DirectusStartError(
    'directus.release_missing',
    release === defaultRelease
      ? `Directus ${release} isn't installed. Run "${installCommandOf(release)}" in the project's folder.`
      : `DIRECTUS_RELEASE is ${release}, and Directus ${release} isn't installed. Run "${installCommandOf(release)}" in the project's folder (some minutes, 0.9 GB), or remove DIRECTUS_RELEASE to run Directus ${defaultRelease}.`,
    [],
  );
}

/**
 * @returns of the installed one, such as 11.17.4
 * @throws DirectusStartError `directus.release_missing`
 */
export function versionOfDirectus(release: DirectusRelease = defaultRelease): string {
  return versionAt(requireDirectusPackage(release));
}

function versionAt(manifest: string): string {
  return String(createRequire(import.meta.url)(manifest).version);
}
