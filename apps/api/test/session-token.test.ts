import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { readSessionTimes } from '../src/services/sessions/session-token.ts';

const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
const tokenOf = (claims: unknown) => `${part({ alg: 'HS256', typ: 'JWT' })}.${part(claims)}.c2ln`;
const whole = { iss: 'directus', session: 'a session', iat: 1_000, exp: 2_000 };

test("the times of a session's token are read in milliseconds", () => {
  assert.deepEqual(readSessionTimes(tokenOf(whole)), { issuedAtMs: 1e6, expiresAtMs: 2e6 });
});

test('every other token is none of a session', () => {
  const { session: _, ...accessToken } = whole;
  for (const claims of [
    accessToken,
    { ...whole, session: null },
    { ...whole, iss: 'someone' },
    { ...whole, exp: 1_000 },
    { ...whole, exp: '2000' },
    { ...whole, exp: Number.MAX_VALUE },
    { ...whole, iat: -1 },
    [whole],
    null,
  ]) {
    assert.equal(readSessionTimes(tokenOf(claims)), undefined);
  }
  const token = tokenOf(whole);
  for (const text of [
    '',
    token.slice(0, -5),
    `${token}.x`,
    ` ${token}`,
    `${token}=`,
    token + 'x'.repeat(4_096),
  ]) {
    assert.equal(readSessionTimes(text), undefined);
  }
});

test('no text, whatever it is, does more than be refused', () => {
  const piece = fc.oneof(
    fc.string(),
    fc.base64String(),
    fc.json().map((json) => Buffer.from(json).toString('base64url')),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 5 }), (pieces) => {
      const times = readSessionTimes(pieces.join('.'));
      if (times !== undefined) assert.ok(times.expiresAtMs > times.issuedAtMs);
    }),
  );
});
