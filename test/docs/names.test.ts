import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { describeVariables } from '@genie-helper/environment';
import { errorTable } from '../../apps/api/src/http/errors.ts';
import { createCliContext } from '../../apps/cli/src/cli-context.ts';

import { createProgram } from '../../apps/cli/src/program.ts';
import { findDocuments, root } from '../support/documents.ts';
import { findBlocks, withoutBlocks } from '../support/markdown.ts';

/** Upper-case names of other systems that pages speak of. */
const foreignNames = new Set([
  // Directus's own variables that we leave at their default or speak about.
  'CACHE_ENABLED',
  'SESSION_COOKIE_NAME',
  // What the proxy's image reads.
  'GENIE_SITE',
  // What compose.yaml reads.
  'GENIE_VERSION',
  // What the tests of test/hard read.
  'GENIE_SEED',
  'GENIE_LOAD_SECONDS',
  'GENIE_CODE_RACES',
  'GENIE_KILLS',
  'GENIE_RECEIVER_SECONDS',
  'GENIE_OLD_ROWS',
  'GENIE_REQUESTS',
  // Environment of any program.
  'NO_COLOR',
  // Codes in Directus's errors.
  'RECORD_NOT_UNIQUE',
  'INVALID_FOREIGN_KEY',
]);

/** What looks like an error code and is a call of the client. */
const clientCalls = new Set(['chat.conversations', 'chat.stream', 'chat.text']);
const npmScript = /npm run (?:--silent )?([\w:-]+)(?: -w (@genie-helper\/[\w-]+))?/g;
const genieCall = /(?:^|[\s"(])genie(?: --)?((?: [^\s|;&<>()"`]+)+)/g;
/** One that ends in an ellipsis stands for several. */
const variable = /\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\b(?!…)/g;
const dottedCode = /^[a-z_]+\.[a-z_]+$/;
const documents = findDocuments();
const program = createProgram(
  createCliContext(() => {}),
  () => {},
);
const sources = readSources();

for (const name of documents) {
  describe(`what ${name} names is there:`, () => {
    const read = () => readFile(join(root, name), 'utf8');

    test('scripts of npm', async () => {
      const unknown: string[] = [];
      for (const [call, script = '', workspace] of (await read()).matchAll(npmScript)) {
        if (!(await scriptsOf(workspace)).includes(script)) unknown.push(call);
      }
      assert.deepEqual(unknown, []);
    });

    test('commands of genie and their options', async () => {
      const unknown: string[] = [];
      for (const code of findCode(await read())) {
        for (const [, words = ''] of code.matchAll(genieCall)) {
          if (!isCommand(words.trim().split(' '))) unknown.push(`genie${words}`);
        }
      }
      assert.deepEqual(unknown, []);
    });

    test('environment variables', async () => {
      const ours = describeVariables().map(([each]) => each as string);
      const isKnown = (word: string) =>
        ours.includes(word) || foreignNames.has(word) || sources.names.has(word);
      const words = [...new Set((await read()).match(variable))];
      assert.deepEqual(
        words.filter((word) => !isKnown(word)),
        [],
      );
    });

    test('error codes', async () => {
      const areas = new Set(Object.keys(errorTable).map((code) => code.split('.')[0]));
      const codes = spansOf(await read()).filter(
        (span) => dottedCode.test(span) && areas.has(span.split('.')[0] ?? ''),
      );
      const isKnown = (code: string) =>
        Object.hasOwn(errorTable, code) || clientCalls.has(code) || sources.codes.has(code);
      assert.deepEqual(
        codes.filter((code) => !isKnown(code)),
        [],
      );
    });
  });
}

test('the pages name enough for these checks to have found something', async () => {
  const texts = await Promise.all(documents.map((name) => readFile(join(root, name), 'utf8')));
  const all = texts.join('\n');
  assert.ok([...all.matchAll(npmScript)].length > 30);
  assert.ok(findCode(all).flatMap((code) => [...code.matchAll(genieCall)]).length > 30);
  assert.ok(new Set(all.match(variable)).size > 40);
});

function isCommand(words: readonly string[]): boolean {
  let command = program;
  let path = 0;
  for (const word of words) {
    if (word.startsWith('--') && word !== '--') {
      const option = word.split('=')[0];
      const isThere = option === '--help' || command.options.some(({ long }) => long === option);
      if (!isThere) return false;
    } else if (command.commands.length > 0) {
      const next = command.commands.find((each) => each.name() === word);
      // A placeholder, as in "genie <command>".
      if (next === undefined) return !/^[a-z]/.test(word);
      command = next;
      path += 1;
    }
  }
  return path > 0 || words.some((word) => word.startsWith('-') || !/^[a-z]/.test(word));
}

async function scriptsOf(workspace: string | undefined): Promise<string[]> {
  const folder = workspace === undefined ? '' : workspace.replace('@genie-helper', 'packages');
  const manifest = JSON.parse(await readFile(join(root, folder, 'package.json'), 'utf8'));
  return Object.keys(manifest.scripts ?? {});
}

/** Code spans, and lines of blocks. */
function findCode(text: string): string[] {
  const blocks = findBlocks(text).filter(({ language }) => ['sh', 'text'].includes(language));
  return [...spansOf(text), ...blocks.flatMap((block) => block.text.split('\n'))];
}

function spansOf(text: string): string[] {
  return [...withoutBlocks(text).matchAll(/`([^`\n]+)`/g)].map(([, code = '']) => code);
}

/** Upper-case names and dotted codes that stand in the sources. */
function readSources(): { names: Set<string>; codes: Set<string> } {
  const names = new Set<string>();
  const codes = new Set<string>();
  for (const folder of ['apps', 'directus', 'examples', 'extensions', 'packages']) {
    for (const entry of readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })) {
      if (/(^|\/)(node_modules|dist|test)\//.test(entry) || !/\.(ts|sh)$/.test(entry)) continue;
      const text = readFileSync(join(root, folder, entry), 'utf8');
      for (const name of text.match(variable) ?? []) names.add(name);
      for (const [, code = ''] of text.matchAll(/['"`]([a-z_]+\.[a-z_]+)['"`]/g)) codes.add(code);
    }
  }
  return { names, codes };
}
