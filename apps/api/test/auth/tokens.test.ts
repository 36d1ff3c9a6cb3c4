import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from '../../../../test/support/properties.ts';
import { readBearerToken, readSessionTimes, readUnverifiedClaims } from '../../src/auth/tokens.ts';

for (const scheme of ['Bearer', 'bearer', 'BEARER', 'bEaReR']) {
  test(`takes the token after "${scheme}"`, () => {
    assert.deepEqual(readBearerToken([`${scheme} abc.def-_~+/=`]), {
      kind: 'token',
      token: 'abc.def-_~+/=',
    });
  });
}

for (const [name, values] of [
  ['no header', undefined],
  ['an empty list', []],
  ['an empty header', ['']],
  ['another scheme', ['Basic YTpi']],
  ['a scheme that only begins alike', ['Bearertoken abc']],
] as const) {
  test(`finds no token in ${name}`, () => {
    assert.equal(readBearerToken(values).kind, 'absent');
  });
}

for (const [name, values] of [
  ['two headers', ['Bearer abc', 'Bearer abc']],
  ['a bearer and another header', ['Bearer abc', 'Basic YTpi']],
  ['nothing after the scheme', ['Bearer ']],
  ['spaces inside', ['Bearer abc def']],
  ['a comma-joined pair', ['Bearer abc, Bearer def']],
  ['characters outside of token68', ['Bearer abc"def']],
  ['letters outside of ASCII', ['Bearer äbc']],
  ['4,097 characters', [`Bearer ${'a'.repeat(4097)}`]],
] as const) {
  test(`refuses ${name} without asking anyone`, () => {
    assert.equal(readBearerToken(values).kind, 'malformed');
  });
}

test('never throws, and what it takes is token68 of a bounded length', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'binary' }), { maxLength: 3 }), (values) => {
      const read = readBearerToken(values.map((value) => `Bearer ${value}`));
      if (read.kind === 'token') assert.match(read.token, /^[A-Za-z0-9._~+/-]{1,4096}=*$/);
    }),
  );
});

function jwt(claims: unknown): string {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'HS256' })}.${part(claims)}.signature`;
}

const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

test('reads who and which role a JWT was issued for', () => {
  const claims = readUnverifiedClaims(jwt({ id: 'u', role: 'r' }));
  assert.deepEqual(claims, { userId: 'u', roleId: 'r', isShare: false, sid: undefined });
  assert.equal(readUnverifiedClaims(jwt({ id: 'u', sid: 's' }))?.sid, 's');
  assert.equal(readUnverifiedClaims(jwt({ id: 'u' }))?.roleId, null);
  assert.equal(readUnverifiedClaims(jwt({ share: 's' }))?.isShare, true);
});

test('a text that is no JWT has no claims, and reading one never throws', () => {
  for (const token of ['static-token', 'a.b', 'a.b.c', 'a.b.c.d', jwt([1]), jwt(null)]) {
    assert.equal(readUnverifiedClaims(token), undefined);
  }
  fc.assert(fc.property(fc.string(), (token) => void readUnverifiedClaims(token)));
});

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
