import { execFile } from 'node:child_process';
import { copyFile, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

const packageDir = resolve(import.meta.dirname, '..');
const run = promisify(execFile);

/**
 * Makes the package that others install: JavaScript, its types, a manifest of its own. Within this repository the
 * sources are used as they are.
 *
 * @param dist the folder to make it in; what is there is removed
 * @returns the folder
 */
export async function buildPackage(dist = join(packageDir, 'dist')): Promise<string> {
  await rm(dist, { recursive: true, force: true });
  const tsc = createRequire(resolve(packageDir, '../../package.json')).resolve(
    'typescript/bin/tsc',
  );
  const config = join(packageDir, 'tsconfig.build.json');
  await run(process.execPath, [tsc, '-p', config, '--outDir', dist]);
  for (const file of await readdir(dist, { recursive: true })) {
    if (file.endsWith('.d.ts')) await nameOutputs(join(dist, file));
  }
  await copyFile(join(packageDir, 'README.md'), join(dist, 'README.md'));
  const manifest = publishedManifest(await readFile(join(packageDir, 'package.json'), 'utf8'));
  await writeFile(join(dist, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  return dist;
}

/** TypeScript rewrites the extensions of imports in JavaScript, and not in declarations. */
async function nameOutputs(declarations: string): Promise<void> {
  const text = await readFile(declarations, 'utf8');
  await writeFile(
    declarations,
    text.replace(/(from |import\()(['"])(\.[^'"]*)\.ts\2/g, '$1$2$3.js$2'),
  );
}

function publishedManifest(source: string): object {
  const { name, version, description, license, type, sideEffects } = JSON.parse(source);
  return {
    name,
    version,
    description,
    license,
    type,
    sideEffects,
    engines: { node: '>=20' },
    files: ['**/*.js', '**/*.d.ts'],
    exports: {
      '.': { types: './index.d.ts', default: './index.js' },
      './server': {
        types: './server/index.d.ts',
        browser: './server/in-browser.js',
        default: './server/index.js',
      },
    },
  };
}

if (import.meta.main) void buildPackage();
