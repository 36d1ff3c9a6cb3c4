import assert from 'node:assert/strict';
import { test } from 'node:test';
import { GenieApiError } from '@genie-helper/client';
import {
  type BatchRow,
  batchProblem,
  bodyBytes,
  maxBodyBytes,
  maxItems,
  readRow,
  withServerProblems,
} from '../src/pages/batch/batch-rows.ts';
import { rowsFromLines } from '../src/pages/batch/batch-source.ts';
import { parseTable } from '../src/pages/batch/parse-table.ts';

const defaults = { platform: 'x', tone: '', length: 'short' } as const;

/** What is wrong, as the page says it. */
const problemsOf = (rows: readonly BatchRow[]) =>
  rows.flatMap(({ number, problems }) =>
    problems.map(({ field, message }) => `${number} ${field}: ${message}`),
  );

test('each line that is not blank is a topic, and keeps the number that it has in the text', () => {
  const rows = rowsFromLines('photo set\r\n\n  \n questions tonight ', defaults);
  assert.deepEqual(
    rows.map(({ number, item }) => [number, item]),
    [
      [1, { platform: 'x', length: 'short', topic: 'photo set' }],
      [4, { platform: 'x', length: 'short', topic: 'questions tonight' }],
    ],
  );
});

test('columns are found by name, in any order, whatever separates them', () => {
  for (const separator of [',', ';', '\t']) {
    const lines = [
      ['Topic', 'Platform Username', 'LENGTH', 'platform'],
      ['photo set', 'mara', 'Long', 'OnlyFans'],
      ['', '', '', ''],
      ['questions', '', '', 'x'],
    ];
    const { rows, problem } = parseTable(lines.map((cells) => cells.join(separator)).join('\n'));
    assert.equal(problem, undefined);
    assert.deepEqual(
      rows.map(({ number, item }) => [number, item]),
      [
        [
          2,
          { topic: 'photo set', platform_username: 'mara', length: 'long', platform: 'onlyfans' },
        ],
        [4, { topic: 'questions', platform: 'x' }],
      ],
    );
  }
});

test('what stands between cells is told by the first row, whatever is in the others', () => {
  const { rows } = parseTable('topic;tone\r\n"one; two, three";warm\r\n');
  assert.deepEqual(rows[0]?.item, { topic: 'one; two, three', tone: 'warm' });
  const copied = parseTable('topic\tplatform\none, two; three\tx\n');
  assert.deepEqual(copied.rows[0]?.item, { topic: 'one, two; three', platform: 'x' });
});

test('reads a table of one column and ignores a byte order mark', () => {
  const { rows } = parseTable('\uFEFFtopic\nphoto set, the new one\n');
  assert.deepEqual(rows[0]?.item, { topic: 'photo set, the new one' });
});

test('text in quotation marks may hold separators, quotation marks and line breaks', () => {
  const { rows } = parseTable('topic,tone\n"one, ""two""\nthree",bold\nfour,\n');
  assert.deepEqual(
    rows.map(({ number, item }) => [number, item]),
    [
      [2, { topic: 'one, "two" three', tone: 'bold' }],
      [3, { topic: 'four' }],
    ],
  );
});

test('what is wrong names its row and its field', () => {
  const long = 'x'.repeat(501);
  const { rows } = parseTable(
    `platform,tone,topic,length\nmyspace,,a,\nx,${'t'.repeat(61)},${long},huge\nx,,two, cells,short\n`,
  );
  assert.deepEqual(problemsOf(rows), [
    '2 platform: “myspace” is not known. Use one of onlyfans, fansly, x, reddit, tiktok, instagram, youtube, snapchat.',
    '3 length: “huge” is not known. Use one of short, medium, long.',
    '3 tone: has 61 characters; at most 60 are possible.',
    '3 topic: has 501 characters; at most 500 are possible.',
    '4 length: “cells” is not known. Use one of short, medium, long.',
    '4 row: has more cells than there are columns. Put text with commas in quotation marks.',
  ]);
});

test('lengths are counted as the API counts them: an emoji is one character', () => {
  assert.deepEqual(readRow(1, { topic: '👋'.repeat(500) }).problems, []);
  assert.equal(readRow(1, { topic: '👋'.repeat(501) }).problems.length, 1);
});

test('what the API refuses in a text is taken out of it', () => {
  const { item, problems } = readRow(1, { topic: 'a\u0000b\u007fc\ud800', tone: '\t' });
  assert.deepEqual(problems, []);
  assert.deepEqual(item, { topic: 'a b c\ufffd' });
});

test('a quotation mark that does not end is told with its row', () => {
  const { rows } = parseTable('topic,tone\nfine,bold\n"open,bold\nlost,bold\n');
  assert.deepEqual(problemsOf(rows), ['3 row: has a quotation mark that is not closed.']);
});

test('a table without names of columns, or with one twice, is told as such', () => {
  assert.match(parseTable('photo set\nquestions\n').problem ?? '', /^The first row must name/);
  assert.match(parseTable('topic,topic\na,b\n').problem ?? '', /two columns named topic/);
  assert.deepEqual(parseTable('  \n\n'), { rows: [], ignored: [] });
});

test('columns that are not ours are named, not read', () => {
  const { rows, ignored } = parseTable('id,topic,notes\n1,photo set,mine\n');
  assert.deepEqual(ignored, ['id', 'notes']);
  assert.deepEqual(rows[0]?.item, { topic: 'photo set' });
});

test('a batch that the API would refuse is told before it is sent', () => {
  const row = readRow(1, { topic: 'photo set' });
  const rows = (count: number, topic = 'photo set') =>
    Array.from({ length: count }, (_, index) => readRow(index + 1, { topic }));
  assert.equal(batchProblem([]), undefined);
  assert.equal(batchProblem([row]), undefined);
  assert.equal(batchProblem(rows(maxItems)), undefined);
  assert.match(batchProblem(rows(maxItems + 1)) ?? '', /^There are 101 rows; at most 100/);
  // 500 characters of four bytes each.
  assert.match(batchProblem(rows(40, '👋'.repeat(500))) ?? '', /^The rows are 78\.\d KiB together/);
  assert.equal(batchProblem([row, readRow(2, { length: 'huge' })]), 'Fix one row first.');
});

test('the size is that of the request as it is sent', () => {
  const items = [{ topic: 'ä"👋' }];
  assert.equal(bodyBytes(items), Buffer.byteLength(JSON.stringify({ items })));
  assert.equal(maxBodyBytes, 65_536);
});

test('what the server finds wrong is put to its row', () => {
  const rows = rowsFromLines('one\n\ntwo', defaults);
  const error = new GenieApiError('Wrong.', {
    code: 'request.invalid',
    details: [
      { path: 'items/1/topic', message: 'must not be this' },
      { path: 'items/7/topic', message: 'is of no row' },
      { path: 'other', message: 'is of no row' },
    ],
  });
  assert.deepEqual(problemsOf(withServerProblems(rows, error)), ['3 topic: must not be this.']);
  assert.deepEqual(withServerProblems(rows, null), rows);
});
