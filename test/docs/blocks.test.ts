import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { findDocuments, root } from '../support/documents.ts';
import { findBlocks } from '../support/markdown.ts';
import { type KnownBlock, knownBlocks } from './blocks.ts';

const languages = ['sh', 'bash', 'js', 'ts'];

test('every block to type in is run by a test, or is known not to be', async () => {
  const unknown: string[] = [];
  const met = new Set<KnownBlock>();
  for (const page of findDocuments()) {
    for (const { language, text } of findBlocks(await readFile(join(root, page), 'utf8'))) {
      if (!languages.includes(language)) continue;
      const ofPage = knownBlocks.filter((known) => known.page === page);
      const known =
        ofPage.find(({ mark }) => mark !== undefined && text.includes(mark)) ??
        ofPage.find(({ mark }) => mark === undefined);
      if (known === undefined) unknown.push(`${page}: ${text.split('\n')[0]}`);
      else met.add(known);
    }
  }
  assert.deepEqual(unknown, [], 'add a test, or a line in test/docs/blocks.ts with the reason');
  assert.deepEqual(
    knownBlocks.filter((known) => !met.has(known)),
    [],
    'these blocks are gone',
  );
});

test('the tests that are said to run them are there', () => {
  const files = knownBlocks.flatMap(({ by }) => (typeof by === 'string' ? [by] : []));
  assert.deepEqual(
    files.filter((file) => !existsSync(join(root, file))),
    [],
  );
});
