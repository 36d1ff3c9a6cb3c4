import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { DirectusDatabase } from './environment.ts';

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
): Promise<BrokenPackage[]> {
  const from = directusModule();
  if (from === undefined) return [];
  const names = client === 'sqlite3' ? ['sqlite3', ...always] : always;
  const found = await Promise.all(
    names.map(async (name) => ({ name, problem: await load(name, from) })),
  );
  return found.filter((each): each is BrokenPackage => each.problem !== undefined);
}

/** Packages are looked up from where Directus itself loads them. */
function directusModule(): string | undefined {
  try {
    const directus = createRequire(import.meta.url).resolve('directus/package.json');
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

const projectDir = fileURLToPath(new URL('../..', import.meta.url));

/**
 * What is missing, and what to do about it.
 *
 * @param dir the checkout, whose path may be the reason
 */
export function explainBrokenPackages(
  broken: readonly BrokenPackage[],
  dir = projectDir,
): { message: string; fix: string } {
  const what = broken
    .map(({ name }) => (name === 'sqlite3' ? 'SQLite (sqlite3)' : name))
    .join(', ');
  const reasons = broken.map(({ name, problem }) => `${name}: ${problem}`).join('; ');
  return {
    message: `Directus can't run: npm installed no working ${what} (${reasons.replace(/\.$/, '')}).`,
    fix: /\s/.test(dir)
      ? `The path ${dir} has a space in it, and packages that are built on this machine can't be built there: move the project to a path without one, then run "npm ci" again.`
      : 'Install a C++ compiler, make and Python 3 (Debian: apt install build-essential python3), then run "npm ci" again; "npm ci --foreground-scripts --loglevel=info" shows what stands in the way.',
  };
}
