import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readRecoveryCode } from '../../src/two-factor/recovery-codes.ts';

test('a recovery code is read however it is typed', () => {
  const code = '7hq2mx4c9vkd3tb0w8ze';
  for (const typed of [
    '7hq2m-x4c9v-kd3tb-0w8ze',
    '7HQ2M X4C9V KD3TB 0W8ZE',
    ' 7hq2mx4c9vkd3tbOw8ze ',
    '7hq2mx4c9v-kd3tb0w8ze',
  ]) {
    assert.equal(readRecoveryCode(typed), code, typed);
  }
  assert.equal(readRecoveryCode('1l1i1-00o0o-aaaaa-bbbbb'), '1111100000aaaaabbbbb');
});

test('nothing else is taken for one', () => {
  for (const typed of [
    '',
    '123456',
    'u'.repeat(20),
    'a'.repeat(19),
    'a'.repeat(21),
    'é'.repeat(20),
  ]) {
    assert.equal(readRecoveryCode(typed), undefined, typed);
  }
});
