import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { findBlocks } from '../support/markdown.ts';
import type { TestApi } from '../support/start-api.ts';
import { type System, startSystem } from '../support/system.ts';

const packageDir = resolve(import.meta.dirname, '../../packages/client');
const root = resolve(import.meta.dirname, '../..');
const run = promisify(execFile);

describe('the examples in the README of the client', () => {
  let system: System;
  let directus: System['directus'];
  let api: TestApi;
  let dir: string;
  let files: string[];

  before(async () => {
    // Beneath the package, so that its name leads to it as it does for others.
    dir = await mkdtemp(join(packageDir, 'test', 'readme-'));
    const blocks = findBlocks(await readFile(join(packageDir, 'README.md'), 'utf8'));
    const examples = blocks.filter(({ language }) => language === 'ts');
    files = examples.map((_, index) => join(dir, `example-${index}.ts`));
    for (const [index, { text }] of examples.entries()) await writeFile(files[index] ?? '', text);
    system = await startSystem();
    ({ directus, api } = system);
  });

  after(async () => {
    await rm(dir, { recursive: true, force: true });
    await system?.stop();
  });

  test('have no mistake of types', async () => {
    const config = { extends: join(root, 'tsconfig.base.json'), files };
    await writeFile(join(dir, 'tsconfig.json'), JSON.stringify(config));
    const tsc = join(root, 'node_modules/typescript/bin/tsc');
    const outcome = await run(process.execPath, [tsc, '-p', dir]).catch(({ stdout }) => ({
      stdout,
    }));
    assert.equal(outcome.stdout, '');
  });

  test('run as they stand', async (t) => {
    const said: unknown[][] = [];
    t.mock.method(console, 'info', (...words: unknown[]) => said.push(words));
    const { demo } = await import(pathToFileURL(files[0] ?? '').href);
    const { email, password } = await directus.admin.createUser();
    await demo(api.url, directus.url, email, password);
    assert.ok(said.some(([word]) => word === 'completed'));
    assert.deepEqual(said.at(-1), ['signed out:', 'signed-out']);
  });
});
