import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { renderEnvExample, renderEnvironmentReference } from '@genie-helper/environment';
import { type AppServices, buildApp } from '../apps/api/src/app.ts';
import { createLogger } from '../apps/api/src/http/logging.ts';
import type { OpenApiDocument } from '../apps/api/src/http/openapi/complete-document.ts';
import { renderClientTypes } from '../packages/client/scripts/render-types.ts';
import { renderCliReference } from './generate/render-cli-reference.ts';
import { renderErrorCodes } from './generate/render-error-codes.ts';
import { renderLicences } from './generate/render-licences.ts';

/**
 * Writes the files that are made from code, or with `--check` fails where one of them is stale.
 */
const root = resolve(import.meta.dirname, '..');
const document = await describeApi();
const clientTypes = await renderClientTypes(document);
const lockFile = await readFile(join(root, 'package-lock.json'), 'utf8');

const generated: Record<string, () => string> = {
  '.env.example': renderEnvExample,
  'packages/client/src/generated/api.ts': () => clientTypes,
  'docs/openapi.json': () => `${JSON.stringify(document, null, 2)}\n`,
  'docs/reference/cli.md': renderCliReference,
  'docs/reference/environment.md': renderEnvironmentReference,
  'docs/reference/error-codes.md': () => renderErrorCodes(document),
  'docs/reference/licences.md': () => renderLicences(lockFile),
};

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
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, wanted);
    console.log(`wrote ${name}`);
  }
}

/** The API reference that the routes make. No request is made, so there are no services behind them. */
async function describeApi(): Promise<OpenApiDocument> {
  const app = await buildApp({} as AppServices, {
    logger: createLogger('silent'),
    rateLimitMax: 0,
  });
  await app.ready();
  const document = app.describeApi();
  await app.close();
  return document;
}
