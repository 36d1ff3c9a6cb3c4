import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import type { DirectusDatabase } from './environment.ts';
import { type DirectusRelease, findDirectusPackage, installCommandOf } from './release.ts';

/** A package with a part in machine code that Directus needs and Node can't load. */
export interface BrokenPackage {
  name: string;
  /** What Node says of it, in a line. */
  problem: string;
}

const always = ['argon2', 'isolated-vm', 'sharp'];

/**
 * Loads what Directus needs in machine code, in a process of its own. npm drops an optional package that can't be
 * built, SQLite among them, without a word; and what was built for another Node or another machine doesn't load.
 *
 * @param client SQLite is looked at unless the data is in PostgreSQL
 * @returns those that don't load; none also where Directus isn't installed at all
 */
export async function findBrokenPackages(
  client: DirectusDatabase['client'] = 'sqlite3',
  release?: DirectusRelease,
): Promise<BrokenPackage[]> {
  const from = directusModule(release);
  if (from === undefined) return [];
  const names = client === 'sqlite3' ? ['sqlite3', ...always] : always;
  const found = await Promise.all(
    names.map(async (name) => ({ name, problem: await load(name, from) })),
  );
  return found.filter((each): each is BrokenPackage => each.problem !== undefined);
}

/** Packages are looked up from where Directus itself loads them. */
function directusModule(release: DirectusRelease | undefined): string | undefined {
  const directus = findDirectusPackage(release);
  if (directus === undefined) return undefined;
  try {
    return createRequire(directus).resolve('@directus/api/cli/run.js');
  } catch {
    return undefined;
  }
}

const script = `
try { require('node:module').createRequire(process.argv[1])(process.argv[2]); }
catch (error) { process.stdout.write(String(error.message).split('\\n')[0]); process.exit(1); }
process.exit(0);`;

function load(name: string, from: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    const args = ['-e', script, from, name];
    execFile(process.execPath, args, { timeout: 30_000, env: {} }, (error, stdout) => {
      resolve(error === null ? undefined : stdout.trim() || 'it ends the process that loads it');
    });
  });
}

/** What is missing, and what to do about it. */
export function explainBrokenPackages(
  broken: readonly BrokenPackage[],
  release?: DirectusRelease,
): {
  message: string;
  fix: string;
} {
  const install = installCommandOf(release);
  const what = broken
    .map(({ name }) => (name === 'sqlite3' ? 'SQLite (sqlite3)' : name))
    .join(', ');
  const reasons = broken.map(({ name, problem }) => `${name}: ${problem}`).join('; ');
  return {
    message: `Directus can't run: npm installed no working ${what} (${reasons.replace(/\.$/, '')}).`,
    fix: `Install a C++ compiler, make and Python 3 (Debian: apt install build-essential python3), then run "${install}" again; "${install} --foreground-scripts --loglevel=info" shows what stands in the way.`,
  };
}
