import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  addRecent,
  editRecent,
  emptyForm,
  maxRecent,
  platformIn,
  shorterLength,
  toCaptionRequest,
  toWishes,
} from '../src/pages/captions/caption-drafts.ts';

const [blank] = toWishes(emptyForm);
assert.ok(blank);

const written = {
  ...blank,
  text: 'A caption.',
  model: 'builtin',
  writtenAt: '2026-03-01T09:30:00.000Z',
};

test('blank fields are left to the server, which has defaults for them', () => {
  assert.deepEqual(toCaptionRequest({ ...blank, tone: '  ', topic: ' photo set ' }), {
    platform: 'onlyfans',
    length: 'medium',
    topic: 'photo set',
  });
});

test('a request of an earlier caption takes nothing of it but what was asked for', () => {
  const [first] = addRecent([], { ...written, tone: 'bold' });
  assert.ok(first);
  assert.deepEqual(toCaptionRequest(first), {
    platform: 'onlyfans',
    length: 'medium',
    tone: 'bold',
  });
});

test('the newest captions are kept, each under an id of its own', () => {
  let recent = addRecent([], written);
  for (let count = 0; count < maxRecent + 3; count += 1) recent = addRecent(recent, written);
  assert.equal(recent.length, maxRecent);
  assert.equal(new Set(recent.map(({ id }) => id)).size, maxRecent);
  assert.equal(recent[0]?.id, Math.max(...recent.map(({ id }) => id)));
});

test('an edit changes the one that is open', () => {
  const recent = addRecent(addRecent([], written), written);
  const edited = editRecent(recent, 1, 'Mine.');
  assert.deepEqual(
    edited.map(({ id, text }) => [id, text]),
    [
      [2, 'A caption.'],
      [1, 'Mine.'],
    ],
  );
});

test('a text names a platform where it names one and no other', () => {
  assert.equal(platformIn('a caption for Instagram, please'), 'instagram');
  assert.equal(platformIn('post it on X today'), 'x');
  assert.equal(platformIn('extra text for tiktok'), 'tiktok');
  for (const none of ['something about x-rays', 'Instagram and TikTok', 'hello', '']) {
    assert.equal(platformIn(none), undefined, none);
  }
});

test('a form asks one thing of each of its platforms', () => {
  const form = { ...emptyForm, platforms: ['x', 'tiktok'] as const, topic: 'photo set' };
  assert.deepEqual(toWishes({ ...form, platforms: [...form.platforms] }).map(toCaptionRequest), [
    { platform: 'x', length: 'medium', topic: 'photo set' },
    { platform: 'tiktok', length: 'medium', topic: 'photo set' },
  ]);
});

test('shorter is the next length that means fewer sentences there, and nothing at the shortest', () => {
  assert.equal(shorterLength({ platform: 'x', length: 'long' }), 'medium');
  assert.equal(shorterLength({ platform: 'x', length: 'medium' }), 'short');
  assert.equal(shorterLength({ platform: 'x', length: 'short' }), undefined);
  // Two sentences at most: long and medium mean the same.
  assert.equal(shorterLength({ platform: 'snapchat', length: 'long' }), 'short');
});
