import { resolve } from 'node:path';
import { stderr, stdout } from 'node:process';
import { setVersion } from './release/versions.ts';

/** `npm run set-version -- 0.2.0`: gives everything of the product that version. */
const root = resolve(import.meta.dirname, '..');

try {
  const changed = await setVersion(root, process.argv[2] ?? '');
  for (const file of changed) stdout.write(`wrote ${file}\n`);
  stdout.write(
    'Next: "npm run generate"; in CHANGELOG.md, head what is under "Unreleased" with the version and the day; commit.\n',
  );
} catch (error) {
  stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
}
