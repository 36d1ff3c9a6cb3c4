/**
 * Runs at the end of every `npm ci`: ends with 1 and a sentence where something that Directus needs was left out. npm
 * itself says nothing of an optional package that couldn't be built, and SQLite is one. Where the project's path is the
 * reason, SQLite is built in another folder.
 */
import { resolve } from 'node:path';
import { env, stderr } from 'node:process';
import {
  type BrokenPackage,
  explainBrokenPackages,
  findBrokenPackages,
} from '../directus/src/native-packages.ts';
import { buildElsewhere, chooseBuildFolder, isPlainPath } from './build-elsewhere.ts';
import { runNpmCi } from './run-npm.ts';

const projectDir = resolve(import.meta.dirname, '..');
// Whoever leaves optional packages out has the data in PostgreSQL.
const isLeftOut = /\boptional\b/.test(env.npm_config_omit ?? '');
const isSqlite = ({ name }: BrokenPackage) => name === 'sqlite3';

async function findMissing(): Promise<BrokenPackage[]> {
  return (await findBrokenPackages()).filter((each) => !(isLeftOut && isSqlite(each)));
}

/** @returns why it couldn't be done, and whether that is for want of a folder */
async function buildSqlite(): Promise<{ whyNot?: string; hasFolder: boolean }> {
  const folder = await chooseBuildFolder();
  if (folder === undefined) {
    const whyNot =
      'SQLite can\'t be built in this path, and there is no temporary folder to build it in: set TMPDIR to a folder that you can write, whose path has only letters from A to Z, digits, ".", "_" and "-", then run "npm ci" again.';
    return { whyNot, hasFolder: false };
  }
  const stopTelling = tellProgress(
    `SQLite can't be built in this path; building it in ${folder}, for some minutes`,
  );
  const interrupted = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => interrupted.abort(new Error(`interrupted by ${signal}`)));
  }
  try {
    const install = (dir: string) => runNpmCi(dir, env, interrupted.signal);
    await buildElsewhere('sqlite3', { projectDir, folder, install });
    return { hasFolder: true };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return {
      whyNot: `SQLite could be built neither in this path nor in ${folder}: ${reason}`,
      hasFolder: true,
    };
  } finally {
    stopTelling();
  }
}

/** One line, which says in a terminal for how long already. */
function tellProgress(what: string): () => void {
  if (stderr.isTTY !== true) {
    stderr.write(`${what} …\n`);
    return () => {};
  }
  let seconds = 0;
  const tell = () => void stderr.write(`\r${what} … ${seconds} s`);
  const timer = setInterval(() => {
    seconds += 1;
    tell();
  }, 1_000);
  tell();
  return () => {
    clearInterval(timer);
    stderr.write('\n');
  };
}

let missing = await findMissing();
let attempt: Awaited<ReturnType<typeof buildSqlite>> | undefined;
if (missing.some(isSqlite) && !isPlainPath(projectDir)) {
  attempt = await buildSqlite();
  missing = await findMissing();
  if (!missing.some(isSqlite)) stderr.write('SQLite is built, and loads.\n');
}

if (missing.length > 0) {
  const { message, fix } = explainBrokenPackages(missing);
  const lines = [message, attempt?.whyNot, attempt?.hasFolder === false ? undefined : fix];
  stderr.write(`\n${lines.filter((line) => line !== undefined).join('\n')}\n\n`);
  process.exitCode = 1;
}
