import assert from 'node:assert/strict';
import { test } from 'node:test';
import { rememberRecent } from '../src/remember-recent.ts';

test('computes once for an input that comes again, and forgets those not asked for', () => {
  const asked: string[] = [];
  const length = rememberRecent((text) => {
    asked.push(text);
    return text.length;
  }, 2);
  assert.deepEqual(['a', 'bb', 'a', 'ccc', 'a', 'bb'].map(length), [1, 2, 1, 3, 1, 2]);
  assert.deepEqual(asked, ['a', 'bb', 'ccc', 'bb']);
});
