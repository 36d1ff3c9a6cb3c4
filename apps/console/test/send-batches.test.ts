import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type CaptionRequest, GenieApiError, GenieNetworkError } from '@genie-helper/client';
import {
  acceptedCount,
  emptyLedger,
  type Ledger,
  withoutAccepted,
} from '../src/pages/batch/batch-ledger.ts';
import { type BatchRow, readRow } from '../src/pages/batch/batch-rows.ts';
import { rowsFromLines } from '../src/pages/batch/batch-source.ts';
import { parseTable } from '../src/pages/batch/parse-table.ts';
import { type BatchApi, SendFailure, sendBatches } from '../src/pages/batch/send-batches.ts';

const rowsOf = (count: number) =>
  Array.from({ length: count }, (_, index) => readRow(index + 1, { topic: `topic ${index + 1}` }));

/** An API whose answers to `start` may be lost before or after it has accepted. */
function fakeApi(
  faults: Record<number, 'refused' | 'lost' | 'answer lost' | 'answer and list lost'>,
) {
  const batches: { id: string; items: CaptionRequest[] }[] = [];
  let calls = 0;
  let isListLost = false;
  const lost = () => new GenieNetworkError('Gone.', { code: 'client.network' });
  const api: BatchApi = {
    async start(items) {
      calls += 1;
      const fault = faults[calls];
      if (fault === 'refused')
        throw new GenieApiError('Full.', { code: 'queue.too_many_jobs', status: 429 });
      if (fault === 'lost') throw lost();
      const id = `batch-${batches.length + 1}`;
      batches.unshift({ id, items: structuredClone(items) });
      isListLost = fault === 'answer and list lost';
      if (fault !== undefined) throw lost();
      return id;
    },
    async newestIds() {
      if (isListLost) throw lost();
      return batches.map(({ id }) => id);
    },
    async itemsOf(batchId) {
      return batches.find(({ id }) => id === batchId)?.items ?? [];
    },
  };
  const topics = () => batches.toReversed().flatMap(({ items }) => items.map(({ topic }) => topic));
  return { api, batches, topics, heal: () => (isListLost = false) };
}

/** Sends as the page does: what was kept is there again, however it ended. */
async function send(api: BatchApi, rows: readonly BatchRow[], before: Ledger): Promise<Ledger> {
  let kept = before;
  await sendBatches(api, rows, before, (next) => {
    kept = structuredClone(next);
  }).catch((error) => assert.ok(error instanceof SendFailure));
  return kept;
}

test('every row is sent once, in several batches', async () => {
  const { api, batches, topics } = fakeApi({});
  const ledger = await send(api, rowsOf(250), emptyLedger);
  assert.deepEqual(
    batches.map(({ items }) => items.length),
    [50, 100, 100],
  );
  assert.deepEqual(
    topics(),
    rowsOf(250).map(({ item }) => item.topic),
  );
  assert.equal(acceptedCount(ledger), 250);
});

for (const fault of ['refused', 'lost', 'answer lost', 'answer and list lost'] as const) {
  test(`no row is sent twice after a later batch failed (${fault})`, async () => {
    const { api, topics, heal } = fakeApi({ 2: fault });
    const rows = rowsOf(250);
    const first = await send(api, rows, emptyLedger);
    heal();
    const second = await send(api, withoutAccepted(rows, first), first);
    assert.deepEqual(
      topics(),
      rows.map(({ item }) => item.topic),
    );
    assert.equal(acceptedCount(second), 250);
    assert.equal(second.open, null);
  });
}

test('an edit, another tone for all and another mapping make no accepted row a new one', async () => {
  const { api, topics } = fakeApi({});
  const defaults = { platform: 'x', tone: '', length: 'short' } as const;
  const ledger = await send(api, rowsFromLines('one\ntwo\n', defaults), emptyLedger);
  const edited = rowsFromLines('zero\ntwo\none\n', { ...defaults, tone: 'bold' });
  assert.deepEqual(
    withoutAccepted(edited, ledger).map(({ item }) => item.topic),
    ['zero'],
  );
  await send(api, withoutAccepted(edited, ledger), ledger);
  assert.deepEqual(topics(), ['one', 'two', 'zero']);

  const table = 'topic,notes\nphoto set,bold\n';
  const read = parseTable(table);
  assert.ok(read.mapping);
  const sent = await send(api, read.rows, emptyLedger);
  const remapped = parseTable(table, { ...read.mapping, columns: ['topic', 'tone'] });
  assert.deepEqual(withoutAccepted(remapped.rows, sent), []);
});

test('of rows that are alike as many are left as were not sent', async () => {
  const { api } = fakeApi({});
  const two = rowsFromLines('same\nsame\n', { platform: 'x', tone: '', length: 'short' });
  const ledger = await send(api, two.slice(0, 1), emptyLedger);
  assert.equal(withoutAccepted(two, ledger).length, 1);
});

test('a batch of somebody’s past that asked for the same is not taken for the one just sent', async () => {
  const { api, batches } = fakeApi({ 2: 'lost' });
  const rows = rowsOf(1);
  await send(api, rows, emptyLedger);
  const ledger = await send(api, rows, emptyLedger);
  assert.equal(acceptedCount(ledger), 0);
  assert.equal(batches.length, 1);
});
