import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  findStep,
  newSecret,
  otpauthUrlOf,
  readDigits,
} from '../../src/two-factor/one-time-codes.ts';

/** The key of RFC 6238, appendix B, "12345678901234567890", in Base32. */
const secret = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';

/** The last six of the eight digits that the appendix gives for SHA-1. */
const vectors: readonly [seconds: number, code: string][] = [
  [59, '287082'],
  [1_111_111_109, '081804'],
  [1_111_111_111, '050471'],
  [1_234_567_890, '005924'],
  [2_000_000_000, '279037'],
  [20_000_000_000, '353130'],
];

describe('codes of an authenticator', () => {
  test('are those of RFC 6238, and each says which step it is of', () => {
    for (const [seconds, code] of vectors) {
      assert.equal(findStep(secret, code, seconds * 1_000), Math.floor(seconds / 30), code);
    }
  });

  test('count half a minute before and after, and no longer', () => {
    const [, code] = vectors[3] ?? [0, ''];
    const step = Math.floor(1_234_567_890 / 30);
    const at = (offset: number) => findStep(secret, code, (step + offset) * 30_000);
    assert.deepEqual([-1, 0, 1].map(at), [step, step, step]);
    assert.deepEqual([-2, 2, 60].map(at), [undefined, undefined, undefined]);
  });

  test('are read with a space, and from nothing else than six digits', () => {
    assert.equal(readDigits(' 123 456 '), '123456');
    for (const text of ['', '12345', '1234567', '12345a', '١٢٣٤٥٦', '1e5000', '-12345']) {
      assert.equal(readDigits(text), undefined, text);
    }
  });
});

test('a secret has 160 bits, and its address says whose it is', () => {
  const made = new Set(Array.from({ length: 100 }, newSecret));
  assert.equal(made.size, 100);
  for (const one of made) assert.match(one, /^[A-Z2-7]{32}$/);
  const url = new URL(otpauthUrlOf(secret, 'dana+a&b=c@example.com'));
  assert.equal(decodeURIComponent(url.pathname), '/Genie Helper:dana+a&b=c@example.com');
  assert.equal(url.searchParams.get('secret'), secret);
  assert.equal(url.searchParams.get('issuer'), 'Genie Helper');
});
