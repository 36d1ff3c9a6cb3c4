import assert from 'node:assert/strict';
import { test } from 'node:test';
import Papa from 'papaparse';
import { processorMs } from '../../../test/support/processor-time.ts';
import fc from '../../../test/support/properties.ts';
import { toCsv } from '../src/csv.ts';
import {
  batchTitle,
  describeState,
  nextTryText,
  outcomeSummary,
  outcomesAsCsv,
  requestsAsTable,
  stateLabel,
} from '../src/pages/batch/batch-results.ts';
import { readTextFile } from '../src/pages/batch/batch-source.ts';
import { parseTable } from '../src/pages/batch/parse-table.ts';

/** Reads CSV as a spreadsheet would. */
const read = (csv: string) =>
  Papa.parse<string[]>(csv.replace(/^\uFEFF/, ''), { delimiter: ',' }).data;

const withoutApostrophes = (text: string) => text.replaceAll("'", '');

test('no cell begins as a formula does', () => {
  const evil = [
    '=HYPERLINK("http://evil.example","open")',
    '+1',
    '-1+cmd|’ /C calc’!A0',
    '@SUM(1)',
    '\t=1',
    '\r=1',
    ' =1',
    '\n=1',
    '＝1',
  ];
  for (const text of evil) {
    const [cells] = read(toCsv([['a', text]]));
    assert.ok(cells?.[1]?.startsWith("'"), JSON.stringify(text));
    assert.deepEqual(cells?.map(withoutApostrophes), ['a', withoutApostrophes(text)]);
  }
  const [harmless] = read(toCsv([['a=b', "it's -1", '#tag', '1']]));
  assert.deepEqual(harmless, ['a=b', "it's -1", '#tag', '1']);
});

/** The cells of a spreadsheet that splits at something else than commas; two quotes are an empty text to it. */
const roughCells = (csv: string) =>
  csv
    .replace(/^\uFEFF/, '')
    .split(/[;\t\r\n]/)
    .map((text) => text.replace(/^(\s|"")+/, ''));

test('no cell begins as a formula does where the list separator is another', () => {
  const evil = [
    'a;=1',
    'a; -1',
    'a\n+1',
    'a\r\n  @SUM(1)',
    'a;\n\t=1',
    'a;"=1;"',
    'a\n""=1',
    'a;＝1',
  ];
  for (const text of evil) {
    for (const cell of roughCells(toCsv([['x', text]]))) {
      assert.doesNotMatch(cell, /^[=+\-@＝＋－＠]/, JSON.stringify(text));
    }
  }
  const [harmless] = read(toCsv([['a; b', 'one\ntwo - three', 'a=b;c', 'm@example.com']]));
  assert.deepEqual(harmless, ['a; b', 'one\ntwo - three', 'a=b;c', 'm@example.com']);
});

test('a long run of blanks is no work', () => {
  const blanks = `a;${' \n\t'.repeat(100_000)}`;
  assert.ok(processorMs(() => void toCsv([[blanks]])) < 10_000);
});

test('whatever a caption holds comes out of the file as it went in, apostrophes aside', () => {
  const cell = fc.oneof(
    fc.string({ unit: 'grapheme' }),
    fc.string({ unit: fc.constantFrom('"', ',', ';', '\n', '\r', '\t', '=', '-', ' ', 'a', "'") }),
  );
  fc.assert(
    fc.property(fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 5 }), (rows) => {
      const back = read(toCsv(rows)).slice(0, -1);
      const plain = (cells: readonly string[]) => cells.map(withoutApostrophes);
      assert.deepEqual(back.map(plain), rows.map(plain));
      for (const text of back.flat()) assert.doesNotMatch(text, /^\s*[=+\-@]/);
      for (const text of roughCells(toCsv(rows))) assert.doesNotMatch(text, /^[=+\-@]/);
    }),
  );
});

test('an export has a row for each item, with what was asked for where there is a topic', () => {
  const outcomes = [
    { ok: true, caption: '=1, "two"\nthree', model: 'builtin', platform: 'x' },
    { ok: false, code: 'captions.topic_refused', error: 'Refused.', platform: 'onlyfans' },
  ] as const;
  const head = ['number', 'platform', 'topic', 'status', 'caption', 'model', 'error'];
  const csv = outcomesAsCsv(outcomes, [{ topic: 'photo set' }, {}]);
  assert.ok(csv.startsWith('\uFEFF'));
  assert.deepEqual(read(csv), [
    head,
    ['1', 'x', 'photo set', 'written', `'=1, "two"\nthree`, 'builtin', ''],
    ['2', 'onlyfans', '', 'failed', '', '', 'Refused.'],
    [''],
  ]);
});

test('requests that are put into a new batch are read there as they were', () => {
  const items = [
    { topic: 'one, "two"', platform: 'x', tone: 'bold' },
    { topic: '=a;b', length: 'long', platform_username: 'mara' },
  ] as const;
  const { rows, problem } = parseTable(requestsAsTable(items));
  assert.equal(problem, undefined);
  assert.deepEqual(
    rows.map(({ item }) => item),
    items,
  );
});

test('what came of a batch is said in words', () => {
  const [good, bad] = [{ ok: true }, { ok: false }];
  assert.equal(outcomeSummary([good, good, bad]), '2 written, 1 failed');
  assert.equal(outcomeSummary([good, null]), '1 written');
  assert.equal(outcomeSummary([bad]), '1 failed');
});

const x = { platform: 'x' } as const;
const written = { ok: true, caption: 'a', model: 'b', platform: 'x' } as const;
const failed = { ok: false, code: 'c', error: 'd', platform: 'x' } as const;
const job = { id: '1', type: 'caption-batch', progress: 0, createdAt: '', items: [x, x, x] };

test('what a batch is about, and what happens to it now, is said in words', () => {
  const instagram = { platform: 'instagram' } as const;
  assert.equal(batchTitle([x, instagram, x]), '3 captions for X and Instagram');
  assert.equal(batchTitle([{}]), 'One caption for OnlyFans');
  const told = (more: object) => describeState({ ...job, status: 'queued', ...more });
  assert.match(told({ outcomes: [null, null, null] }), /^It begins/);
  assert.match(
    told({ outcomes: [written, failed, written] }),
    /^2 written, 1 failed\. The one that failed is tried again\. You can leave/,
  );
  assert.equal(stateLabel({ status: 'queued', outcomes: [written, failed, null] }), 'Goes on soon');
  assert.equal(stateLabel({ status: 'queued', outcomes: [null, null, null] }), 'Waiting');
  // What is refused is refused for good.
  const refused = { ...failed, code: 'captions.topic_refused' };
  assert.match(told({ outcomes: [written, refused, null] }), /^1 written, 1 failed, 1 to go\./);
  const under = { status: 'processing', outcomes: [written, null, null] };
  assert.match(told(under), /^1 written, 2 to go\./);
  assert.equal(told({ status: 'completed', result: { items: [written] } }), '1 written.');
  assert.equal(told({ status: 'failed', error: 'Nothing.', result: { items: [] } }), 'Nothing.');
  const left = { ...failed, code: 'queue.cancelled' };
  const over = { status: 'cancelled', result: { items: [written, left, failed] } };
  assert.equal(told(over), '1 written, 1 failed, 1 cancelled.');
});

test('a batch that waits for its next try counts down to it, and says of how many', () => {
  const waiting = { ...job, status: 'queued', nextTryAt: '2026-03-01T12:00:20.000Z' } as const;
  const at = (seconds: number) => Date.UTC(2026, 2, 1, 12, 0, seconds);
  const one = { ...waiting, outcomes: [written, failed, null] };
  assert.equal(nextTryText(one, at(0)), 'Trying 1 again in 20 s.');
  assert.equal(nextTryText(one, at(19) + 200), 'Trying 1 again in 1 s.');
  assert.equal(nextTryText(one, at(21)), 'Trying 1 again any moment now.');
  assert.equal(nextTryText({ ...waiting, outcomes: [written, null] }, at(0)), 'Going on in 20 s.');
  assert.equal(nextTryText({ ...job, status: 'queued', outcomes: [failed] }, at(0)), undefined);
  assert.doesNotMatch(describeState(one), /tried again/);
});

test('a file that is far too large is refused with a sentence', async () => {
  await assert.rejects(
    readTextFile(new Blob([new Uint8Array(2 * 1024 * 1024 + 1)])),
    /too large: at most 2 MiB are read/,
  );
});
