import assert from 'node:assert/strict';
import { test } from 'node:test';
import { GenieApiError } from '@genie-helper/client';
import {
  type BatchRow,
  batchProblem,
  bodyBytes,
  maxBodyBytes,
  maxItems,
  maxRows,
  readRow,
  splitIntoBatches,
  withServerProblems,
} from '../src/pages/batch/batch-rows.ts';
import { readTextFile, rowsFromLines } from '../src/pages/batch/batch-source.ts';
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

test('a table without names of columns is read by what is in them; an empty one is none', () => {
  const plain = parseTable('photo set\nquestions, and answers\n');
  assert.deepEqual(
    plain.rows.map(({ number, item }) => [number, item]),
    [
      [1, { topic: 'photo set' }],
      [2, { topic: 'questions, and answers' }],
    ],
  );
  const copied = parseTable('X\tphoto set\tshort\nTikTok\tquestions\tlong\n');
  assert.deepEqual(copied.mapping?.columns, ['platform', 'topic', 'length']);
  assert.deepEqual(copied.rows[1]?.item, {
    platform: 'tiktok',
    topic: 'questions',
    length: 'long',
  });
  assert.deepEqual(parseTable('  \n\n'), { rows: [], ignored: [] });
});

test('names that people use are recognised; of two that are alike the first one is read', () => {
  const { rows, ignored } = parseTable('Network;Subject;Mood;Topic\nX;photo set;bold;other\n');
  assert.deepEqual(rows[0]?.item, { platform: 'x', topic: 'photo set', tone: 'bold' });
  assert.deepEqual(ignored, ['Topic']);
});

test('columns are mapped by hand, for tables that begin with the same row', () => {
  const text = 'a,b\nphoto set,new shoes and a walk by the sea\n';
  const { mapping } = parseTable(text);
  assert.ok(mapping);
  assert.deepEqual(mapping.columns, [null, 'topic']);
  const chosen = { ...mapping, columns: ['topic' as const, 'tone' as const], hasHeader: true };
  assert.deepEqual(
    parseTable(text, chosen).rows.map(({ number, item }) => [number, item]),
    [[2, { topic: 'photo set', tone: 'new shoes and a walk by the sea' }]],
  );
  assert.deepEqual(parseTable('topic,tone\none,bold\n', chosen).rows[0]?.item, {
    topic: 'one',
    tone: 'bold',
  });
  const none = { ...mapping, columns: [null, null] };
  assert.match(parseTable(text, none).problem ?? '', /which column holds the topics/);
});

test('the first line that Excel writes for itself is no row, but counts as one', () => {
  const { rows } = parseTable('sep=;\r\ntopic;tone\r\nphoto, set;bold\r\n');
  assert.deepEqual(
    rows.map(({ number, item }) => [number, item]),
    [[3, { topic: 'photo, set', tone: 'bold' }]],
  );
});

test('a file is read in the encoding that it has; a workbook is none', async () => {
  const text = 'topic;tone\r\nBrühe für 5 €;warm\r\n';
  const utf16 = Buffer.from(text, 'utf16le');
  const cp1252 = Buffer.from(text.replace('€', '\u0080'), 'latin1');
  const files = [
    Buffer.from(text),
    Buffer.from(`\uFEFF${text}`),
    cp1252,
    utf16,
    Buffer.concat([Buffer.from([0xff, 0xfe]), utf16]),
    Buffer.concat([Buffer.from([0xfe, 0xff]), Buffer.from(utf16).swap16()]),
  ];
  for (const file of files) {
    const read = await readTextFile(new Blob([new Uint8Array(file)]));
    const { rows } = parseTable(read.text);
    assert.deepEqual(rows[0]?.item, { topic: 'Brühe für 5 €', tone: 'warm' }, read.encoding);
  }
  await assert.rejects(readTextFile(new Blob(['PK\u0003\u0004'])), /This is a workbook/);
});

test('columns that are not ours are named, not read', () => {
  const { rows, ignored } = parseTable('id,topic,notes\n1,photo set,mine\n');
  assert.deepEqual(ignored, ['id', 'notes']);
  assert.deepEqual(rows[0]?.item, { topic: 'photo set' });
});

test('rows are split into batches that the API takes, and too many are told', () => {
  const rows = (count: number, topic = 'photo set') =>
    Array.from({ length: count }, (_, index) => readRow(index + 1, { topic }));
  const sizes = (list: readonly BatchRow[]) => splitIntoBatches(list).map(({ length }) => length);
  assert.deepEqual(sizes([]), []);
  assert.deepEqual(sizes(rows(maxItems)), [100]);
  assert.deepEqual(sizes(rows(250)), [100, 100, 50]);
  // 500 characters of four bytes each.
  const large = splitIntoBatches(rows(40, '👋'.repeat(500)));
  assert.ok(
    large.length === 2 &&
      large.every((batch) => bodyBytes(batch.map(({ item }) => item)) <= maxBodyBytes),
  );
  assert.deepEqual(
    large.flat().map(({ number }) => number),
    rows(40).map(({ number }) => number),
  );
  assert.equal(batchProblem(rows(maxRows)), undefined);
  assert.match(batchProblem(rows(maxRows + 1)) ?? '', /^There are 1,001 rows; at most 1,000/);
  assert.equal(batchProblem([...rows(1), readRow(2, { length: 'huge' })]), 'Fix one row first.');
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
