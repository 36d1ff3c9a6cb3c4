import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  afterEvent,
  announcementOf,
  isStreaming,
  type Turn,
  type TurnEvent,
} from '../src/pages/chat/turns.ts';

const at = '2026-03-01T09:30:00.000Z';
const asked = (id: number, question = 'Hello'): TurnEvent => ({ type: 'asked', id, question, at });
const received = (id: number, piece: string): TurnEvent => ({ type: 'received', id, piece });
const after = (...events: TurnEvent[]) => events.reduce<readonly Turn[]>(afterEvent, []);

describe('turns', () => {
  test('grow by the pieces of the answer, until it is over', () => {
    const turns = after(asked(1), received(1, 'One.'), received(1, ' Two. '));
    assert.equal(turns[0]?.answer, 'One. Two. ');
    assert.equal(isStreaming(turns), true);
    const done = afterEvent(turns, { type: 'done', id: 1 });
    assert.equal(done[0]?.answer, 'One. Two.');
    assert.equal(isStreaming(done), false);
  });

  test('stay as they ended: what comes late changes nothing', () => {
    const stopped = after(asked(1), received(1, 'One.'), { type: 'stopped', id: 1 });
    const late: TurnEvent[] = [
      received(1, ' Two.'),
      { type: 'done', id: 1 },
      { type: 'failed', id: 1, error: 1 },
    ];
    for (const event of late) assert.deepEqual(afterEvent(stopped, event), stopped);
  });

  test('keep what came before a failure, and begin anew in the same place', () => {
    const failed = after(
      asked(1),
      received(1, 'One.'),
      { type: 'failed', id: 1, error: 'why' },
      asked(2),
    );
    assert.deepEqual(
      [failed[0]?.answer, failed[0]?.state, failed[0]?.error],
      ['One.', 'failed', 'why'],
    );
    const again = afterEvent(failed, asked(1));
    assert.deepEqual(
      again.map(({ id, answer, state, error }) => [id, answer, state, error]),
      [
        [1, '', 'streaming', undefined],
        [2, '', 'streaming', undefined],
      ],
    );
  });

  test('can be taken out', () => {
    const turns = after(
      asked(1),
      { type: 'failed', id: 1, error: 1 },
      { type: 'withdrawn', id: 1 },
    );
    assert.deepEqual(turns, []);
  });
});

describe('what a screen reader is told', () => {
  test('is the whole answer once it is over, and never a piece of it', () => {
    const one = after(asked(1), received(1, 'One.'));
    const two = afterEvent(one, received(1, ' Two.'));
    assert.equal(announcementOf(one), announcementOf(two));
    assert.doesNotMatch(announcementOf(two), /One/);
    assert.match(announcementOf(afterEvent(two, { type: 'done', id: 1 })), /One\. Two\.$/);
  });

  test('is nothing before the first question, and nothing of a failure, which tells itself', () => {
    assert.equal(announcementOf([]), '');
    assert.equal(announcementOf(after(asked(1), { type: 'failed', id: 1, error: 1 })), '');
  });
});
