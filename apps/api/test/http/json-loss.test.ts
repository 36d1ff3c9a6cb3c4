import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from '../../../../test/support/properties.ts';
import { findLoss } from '../../src/http/json-loss.ts';

const inField = (value: string) => findLoss(`{"first":1,"n":{"a":[${value}]},"last":{}}`);

test('a number that comes back as the same number is held', () => {
  for (const number of [
    ...['0', '-0', '0.0', '-0.00e5', '0e999', '0E-99999999999'],
    ...['1', '-1', '1.0', '1e2', '1E22', '100e-2', '123456789012345'],
    ...['9007199254740991', '9007199254740992', '18014398509481984', '123456789012345680000'],
    ...['0.1', '0.1000', '1767225600.123456', '0.30000000000000004', '1.7976931348623157e308'],
    // The same doubles with 17 digits, as .NET and C write them.
    ...['0.79999999999999993', '0.10000000000000001', '5e-324', '4.9406564584124654e-324'],
  ]) {
    assert.equal(inField(number), undefined, number);
  }
});

test('a number that comes back as another one is found, with the field of the body that it is in', () => {
  for (const number of [
    ...['9007199254740993', '-9007199254740993', '12345678901234567890', '12345678901234567168'],
    ...['9007199254740993.0', '90071992547409930e-1', '1e999', '-1e999', '1e-400', '3e-324'],
    ...['1.0000000000000000001', '3.141592653589793238', '0.1000000000000000055511151231257827'],
    ...[`1${'0'.repeat(60_000)}1`, `0.${'0'.repeat(60_000)}1`, `1e-${'9'.repeat(60_000)}`],
  ]) {
    assert.deepEqual(inField(number), { kind: 'number', field: 'n' }, number.slice(0, 40));
  }
  assert.deepEqual(findLoss('1e999'), { kind: 'number', field: '' });
  assert.deepEqual(findLoss('[{"a":1e999}]'), { kind: 'number', field: '' });
});

test('a field that is there twice is found, however its name is spelled and wherever it is', () => {
  const twice: [text: string, field: string][] = [
    ['{"a":1,"b":2,"a":3}', 'a'],
    ['{"password":"a","p\\u0061ssword":"b"}', 'password'],
    ['{"x":[{"y":{"a":"}","a":null}}]}', 'x'],
    ['{"":1,"":2}', ''],
    [`{"${'n'.repeat(100)}":[{"a":1,"a":2}]}`, 'n'.repeat(64)],
  ];
  for (const [text, field] of twice) assert.deepEqual(findLoss(text), { kind: 'field', field });
});

test('texts that look like it lose nothing', () => {
  for (const text of [
    '{"a":{"a":{"a":1}},"b":[{"a":1},{"a":2}]}',
    '{"a":"{\\"a\\":1,\\"a\\":1e999}","b":"\\\\","c":"9007199254740993"}',
    '["a","a",{"a":"a"},"a"]',
    '{"1e999":true,"a":[[],{},null,false]}',
    `${'['.repeat(30_000)}${']'.repeat(30_000)}`,
    `${'{"a":'.repeat(30_000)}1${'}'.repeat(30_000)}`,
  ]) {
    assert.equal(findLoss(text), undefined, text.slice(0, 60));
  }
});

test('nothing that JSON.stringify writes is a loss', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.integer({ min: 0, max: 2 }), (value, space) => {
      assert.equal(findLoss(JSON.stringify(value, null, space)), undefined);
    }),
  );
});

test('an integer that is no loss comes back digit by digit', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }), (integer) => {
      const isSame = JSON.stringify(Number(integer)) === String(integer);
      assert.equal(findLoss(String(integer)) === undefined, isSame);
    }),
  );
});
