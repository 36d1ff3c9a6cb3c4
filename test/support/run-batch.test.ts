import assert from 'node:assert/strict';
import { globSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { test } from 'node:test';
import { filesOfBatch, kinds } from './run-batch.ts';

const root = resolve(import.meta.dirname, '..', '..');
/** Suites of their own: `npm run test:browser`, `test:hard` and `test:postgres`. */
const apart = /^test\/(browser|hard|postgres)\//;
const batches = globSync('test/batches/*.ts', { cwd: root }).map((file) => basename(file, '.ts'));

test('every test file that belongs to npm test is in one batch, and in no second', () => {
  const all = globSync('{apps,directus,extensions,packages,test}/**/*.test.ts', {
    cwd: root,
    exclude: ['**/node_modules'],
  });
  assert.deepEqual(
    batches.flatMap(filesOfBatch).sort(),
    all.filter((file) => !apart.test(file)).sort(),
  );
});

test('every part of a kind is started', () => {
  const parts = Object.values(kinds).reduce((sum, kind) => sum + kind.parts, 0);
  assert.equal(batches.length, parts);
});
