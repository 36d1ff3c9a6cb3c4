/**
 * Runs at the end of every `npm ci`: ends with 1 and a sentence where something that Directus needs was left out. npm
 * itself says nothing of an optional package that couldn't be built, and SQLite is one.
 */
import { env } from 'node:process';
import { explainBrokenPackages, findBrokenPackages } from '../directus/src/native-packages.ts';

const broken = await findBrokenPackages();
// Whoever leaves optional packages out has the data in PostgreSQL.
const isLeftOut = /\boptional\b/.test(env.npm_config_omit ?? '');
const missing = broken.filter(({ name }) => !(isLeftOut && name === 'sqlite3'));

if (missing.length > 0) {
  const { message, fix } = explainBrokenPackages(missing);
  process.stderr.write(`\n${message}\n${fix}\n\n`);
  process.exitCode = 1;
}
