import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  addWritten,
  askAgain,
  askFor,
  deskSummary,
  emptyDesk,
  openRecent,
  setState,
  stopOrphans,
} from '../src/pages/captions/caption-desk.ts';
import { emptyForm, maxRecent, toWishes } from '../src/pages/captions/caption-drafts.ts';
import { mostAtOnce, writeEach } from '../src/pages/captions/write-each.ts';

const wishes = toWishes({ ...emptyForm, platforms: ['x', 'tiktok', 'reddit'], topic: 'photo set' });
const [x, tiktok] = wishes;
assert.ok(x && tiktok);
const caption = (wish: typeof x, text: string) => ({
  ...wish,
  text,
  model: 'builtin',
  writtenAt: '2026-03-01T09:30:00.000Z',
});
const textsOf = (desk: typeof emptyDesk) =>
  desk.slots.map(({ captionId }) => desk.recent.find(({ id }) => id === captionId)?.text ?? null);

test('each platform has its own outcome, whatever becomes of the others', () => {
  let desk = askFor(emptyDesk, wishes);
  assert.equal(desk.open, 'x');
  assert.equal(deskSummary(desk), 'Writing… 0 of 3 done');
  desk = setState(desk, 'tiktok', 'failed', { code: 'a', message: 'No.' });
  desk = addWritten(desk, caption(x, 'For X.'));
  desk = setState(desk, 'reddit', 'stopped');
  assert.deepEqual(textsOf(desk), ['For X.', null, null]);
  assert.equal(deskSummary(desk), '1 written, 1 failed, 1 stopped');
});

test('a caption stays in its tab until its next one is there', () => {
  let desk = addWritten(askFor(emptyDesk, [x]), caption(x, 'The first.'));
  desk = askFor(desk, wishes);
  desk = setState(desk, 'x', 'failed', { code: 'a', message: 'No.' });
  assert.deepEqual(textsOf(desk), ['The first.', null, null]);
  desk = askAgain(desk, { ...x, tone: 'bold' });
  assert.equal(desk.slots[0]?.problem, undefined);
  desk = addWritten(desk, caption(x, 'The second.'));
  assert.deepEqual(textsOf(desk), ['The second.', null, null]);
  assert.deepEqual(
    desk.recent.map(({ text }) => text),
    ['The second.', 'The first.'],
  );
});

test('a caption that stands in a tab is kept, however many are written in another', () => {
  let desk = addWritten(askFor(emptyDesk, wishes), caption(tiktok, 'Edited for TikTok.'));
  for (let count = 0; count < maxRecent + 3; count += 1) {
    desk = addWritten(askAgain(desk, x), caption(x, `For X, number ${count}.`));
  }
  assert.deepEqual(textsOf(desk).slice(0, 2), [
    `For X, number ${maxRecent + 2}.`,
    'Edited for TikTok.',
  ]);
  assert.equal(desk.recent.length, maxRecent + 1);
});

test('what comes for a platform whose tab is gone is among the earlier ones', () => {
  const desk = addWritten(askFor(emptyDesk, [x]), caption(tiktok, 'For TikTok.'));
  assert.deepEqual(textsOf(desk), [null]);
  assert.equal(desk.recent[0]?.text, 'For TikTok.');
});

test('an earlier caption is opened in its own tab, and ends nothing that is under way', () => {
  let desk = addWritten(askFor(emptyDesk, [x]), caption(x, 'The first.'));
  const [first] = desk.recent;
  assert.ok(first);
  desk = askFor({ ...desk, slots: [] }, [tiktok]);
  desk = openRecent(desk, first);
  assert.equal(desk.open, 'x');
  assert.deepEqual(textsOf(desk), [null, 'The first.']);
  assert.equal(desk.slots[0]?.state, 'waiting');
});

test('what nobody writes any more, since the page was loaded anew, is stopped', () => {
  const desk = stopOrphans(askFor(emptyDesk, wishes), (platform) => platform === 'x');
  assert.deepEqual(
    desk.slots.map(({ state }) => state),
    ['waiting', 'stopped', 'stopped'],
  );
});

test('a few are written at once, in their order; after a refusal for all no more is begun', async () => {
  const begun: number[] = [];
  const givenUp: number[] = [];
  let now = 0;
  let most = 0;
  await writeEach(
    [1, 2, 3, 4, 5, 6],
    async (item) => {
      begun.push(item);
      now += 1;
      most = Math.max(most, now);
      await Promise.resolve();
      now -= 1;
      return item !== 3;
    },
    (item) => givenUp.push(item),
  );
  assert.equal(most, mostAtOnce);
  assert.deepEqual([...begun, ...givenUp].sort(), [1, 2, 3, 4, 5, 6]);
  assert.deepEqual(begun.slice(0, 3), [1, 2, 3]);
  assert.ok(givenUp.length >= 2 && givenUp.includes(6));
});
