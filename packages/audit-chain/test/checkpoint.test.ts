import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import fc from '../../../test/support/properties.ts';
import { checkpointKey, isSigned, parseCheckpoint, signCheckpoint } from '../src/index.ts';

const secret = randomBytes(32);
const head = fc.record({
  seq: fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
  hash: fc
    .uint8Array({ minLength: 32, maxLength: 32 })
    .map((it) => Buffer.from(it).toString('hex')),
});
const now = new Date('2026-11-27T20:00:00.000Z');

test('a checkpoint comes back from its line, signed', () => {
  fc.assert(
    fc.property(head, (it) => {
      const made = signCheckpoint(checkpointKey(secret), it, now);
      const read = parseCheckpoint(JSON.parse(JSON.stringify(made)));
      assert.deepEqual(read, made);
      assert.ok(isSigned(made));
    }),
  );
});

test('a checkpoint with another number, hash, time, key or signature is signed by nobody', () => {
  fc.assert(
    fc.property(head, (it) => {
      const made = signCheckpoint(checkpointKey(secret), it, now);
      const other = checkpointKey(randomBytes(32));
      const forged = [
        { ...made, seq: made.seq - 1 },
        { ...made, hash: made.hash.replace(/.$/, (last) => (last === '0' ? '1' : '0')) },
        { ...made, at: new Date(now.getTime() + 1).toISOString() },
        { ...made, key: other.publicKey },
        { ...made, key: 'short' },
        { ...made, signature: other.sign('anything') },
        { ...made, signature: '' },
      ];
      for (const each of forged) assert.ok(!isSigned(each), JSON.stringify(each));
    }),
  );
});

test('the same secret is the same key on every machine, and another one another', () => {
  assert.equal(checkpointKey(secret).publicKey, checkpointKey(Buffer.from(secret)).publicKey);
  assert.notEqual(checkpointKey(secret).publicKey, checkpointKey(randomBytes(32)).publicKey);
});

test("what isn't a checkpoint is none", () => {
  const good = { seq: 1, hash: 'a'.repeat(64), at: now.toISOString(), key: 'k', signature: 's' };
  assert.ok(parseCheckpoint(good) !== undefined);
  const bad = [
    ...[null, 1, 'x', [], {}],
    ...Object.keys(good).map((name) => ({ ...good, [name]: undefined })),
    ...[
      { ...good, seq: 0 },
      { ...good, seq: 1.5 },
      { ...good, hash: 'A'.repeat(64) },
    ],
  ];
  for (const value of bad) assert.equal(parseCheckpoint(value), undefined, JSON.stringify(value));
});
