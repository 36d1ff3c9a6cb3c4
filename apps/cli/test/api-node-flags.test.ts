import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { test } from 'node:test';
import { apiNodeFlags } from '../src/commands/up/api-process.ts';

test('npm run api runs the API with the same bounds on its memory as npm start', async () => {
  const file = resolve(import.meta.dirname, '../../../package.json');
  const { scripts } = JSON.parse(await readFile(file, 'utf8')) as { scripts: { api: string } };
  assert.ok(scripts.api.includes(apiNodeFlags.join(' ')));
});
