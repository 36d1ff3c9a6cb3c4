import { glob, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { renderEnvExample, renderEnvironmentReference } from '@genie-helper/environment';
import type { AppServices } from '../apps/api/src/app.ts';
import { createLogger } from '../apps/api/src/http/logging.ts';
import type { OpenApiDocument } from '../apps/api/src/http/openapi/complete-document.ts';
import { renderClientTypes } from '../packages/client/scripts/render-types.ts';
import { renderCliReference } from './generate/render-cli-reference.ts';
import { renderErrorCodes } from './generate/render-error-codes.ts';
import {
  readLicence,
  renderLicenceFile,
  renderLicenceLine,
  renderLockLicences,
  renderManifestLicence,
} from './generate/render-licence.ts';
import { renderLicences } from './generate/render-licences.ts';
import { renderVex } from './generate/render-vex.ts';

/**
 * Writes the files that are made from code, or with `--check` fails where one of them is stale.
 */
const root = resolve(import.meta.dirname, '..');
const firstYear = 2026;
const isCheck = process.argv.includes('--check');

await generateLicence();
await generateReferences();

/** What follows from `"license"` in `package.json`. The API's manifest is among it, so this comes first. */
async function generateLicence(): Promise<void> {
  const manifest = await read('package.json');
  const licence = readLicence(manifest);
  await generate('LICENSE', await renderLicenceFile(licence, firstYear));
  await generate('README.md', renderLicenceLine(await read('README.md'), licence));
  await generate('package-lock.json', renderLockLicences(await read('package-lock.json'), licence));
  const directus12 = 'directus/release-12';
  const itsLock = `${directus12}/package-lock.json`;
  await generate(itsLock, renderLockLicences(await read(itsLock), licence));
  const workspaces: string[] = [];
  for await (const dir of glob(JSON.parse(manifest).workspaces, { cwd: root }))
    workspaces.push(dir);
  for (const dir of [...workspaces, directus12]) {
    const name = `${dir}/package.json`;
    await generate(name, renderManifestLicence(await read(name), licence));
  }
}

async function generateReferences(): Promise<void> {
  const document = await describeApi();
  const { version } = JSON.parse(await read('package.json'));
  await generate('.env.example', renderEnvExample());
  await generate('packages/client/src/generated/api.ts', await renderClientTypes(document));
  await generate('docs/openapi.json', `${JSON.stringify(document, null, 2)}\n`);
  await generate('docs/openvex.json', renderVex(version));
  await generate('docs/reference/cli.md', renderCliReference());
  await generate('docs/reference/environment.md', renderEnvironmentReference());
  await generate('docs/reference/error-codes.md', renderErrorCodes(document));
  await generate('docs/reference/licences.md', renderLicences(await read('package-lock.json')));
}

function read(name: string): Promise<string> {
  return readFile(join(root, name), 'utf8');
}

async function generate(name: string, wanted: string): Promise<void> {
  const current = await read(name).catch(() => '');
  if (current === wanted) return;
  if (isCheck) {
    console.error(`${name} is stale: run "npm run generate" and commit it.`);
    process.exitCode = 1;
    return;
  }
  const path = join(root, name);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, wanted);
  console.log(`wrote ${name}`);
}

/** The API reference that the routes make. No request is made, so there are no services behind them. */
async function describeApi(): Promise<OpenApiDocument> {
  // Only now: it reads its manifest, which may have just been written.
  const { buildApp } = await import('../apps/api/src/app.ts');
  const app = await buildApp({} as AppServices, {
    logger: createLogger('silent'),
    rateLimitMax: 0,
  });
  await app.ready();
  const document = app.describeApi();
  await app.close();
  return document;
}
