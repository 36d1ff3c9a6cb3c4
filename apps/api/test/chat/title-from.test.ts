import assert from 'node:assert/strict';
import { test } from 'node:test';
import { titleFrom } from '../../src/chat/answer-message.ts';

test('a title is the first line of a message, in one line', () => {
  assert.equal(titleFrom('  How do\t I  schedule?\nTell me.'), 'How do I schedule?');
  assert.equal(titleFrom('\n\nHello\r\nthere'), 'Hello');
});

test('a long title ends with a whole word, where there is one', () => {
  const title = titleFrom('Write a short, playful caption for Instagram about a sunset shoot.');
  assert.equal(title, 'Write a short, playful caption for Instagram about a sunset…');
  assert.equal(titleFrom('x'.repeat(200)), `${'x'.repeat(59)}…`);
  assert.equal(titleFrom(`a ${'夏'.repeat(80)}`), `a ${'夏'.repeat(57)}…`);
});

test('a title cuts no character in two, and fits its column', () => {
  const wave = '👋🏽';
  assert.equal(titleFrom(wave.repeat(70)), `${wave.repeat(59)}…`);
  const family = '👩‍👩‍👧‍👦';
  for (const message of [family.repeat(70), `a${'\u0301'.repeat(3_000)}`, '\u0301'.repeat(300)]) {
    const title = titleFrom(message);
    assert.ok([...title].length <= 201, title);
    assert.equal(title.isWellFormed(), true);
  }
});
