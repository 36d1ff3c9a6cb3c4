import { readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { renderEnvExample } from '@genie-helper/environment';

/**
 * Writes the files that are made from code, or with `--check` fails where one of them is stale.
 */
const root = resolve(import.meta.dirname, '..');
const generated: Record<string, () => string> = { '.env.example': renderEnvExample };

const isCheck = process.argv.includes('--check');
for (const [name, render] of Object.entries(generated)) {
  const path = join(root, name);
  const wanted = render();
  const current = await readFile(path, 'utf8').catch(() => '');
  if (current === wanted) continue;
  if (isCheck) {
    console.error(`${name} is stale: run "npm run generate" and commit it.`);
    process.exitCode = 1;
  } else {
    await writeFile(path, wanted);
    console.log(`wrote ${name}`);
  }
}
