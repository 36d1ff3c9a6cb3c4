import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { test } from 'node:test';
import fc from '../../../../test/support/properties.ts';
import { createAccessTokenVerifier } from '../../src/sessions/access-token.ts';

const secret = 'test-only-secret-a3f1c58e07d94b26b1e2';
const verify = createAccessTokenVerifier({ secret });
const inAnHour = Math.floor(Date.now() / 1000) + 3_600;
const claims = { iss: 'directus', id: 'u', role: 'r', sid: 's', exp: inAnHour };

function encode(part: unknown): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url');
}

function sign(body: unknown, header: unknown = { alg: 'HS256', typ: 'JWT' }, key = secret): string {
  const text = `${encode(header)}.${encode(body)}`;
  return `${text}.${createHmac('sha256', key).update(text).digest('base64url')}`;
}

test('gives the claims of a token that was signed with the secret', () => {
  assert.deepEqual(verify(sign(claims)), claims);
});

test('calls a token of Directus forged unless all of it is as Directus signs', () => {
  const forged = [
    sign(claims, undefined, 'another secret'),
    sign(claims, { alg: 'none', typ: 'JWT' }),
    sign(claims, { alg: 'HS512', typ: 'JWT' }),
    sign(claims, { typ: 'JWT', alg: 'HS256' }),
    `${sign(claims).split('.').slice(0, 2).join('.')}.`,
    sign({ ...claims, role: undefined }),
    sign({ ...claims, exp: undefined }),
    sign({ ...claims, exp: '9999999999' }),
    sign({ ...claims, sid: 7 }),
    sign({ ...claims, session: null }),
  ];
  assert.deepEqual(
    forged.map((token) => verify(token)),
    forged.map(() => 'forged'),
  );
});

test('calls a signature forged that is the right bytes in other letters', () => {
  const token = sign(claims);
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  const last = letters.indexOf(token.at(-1) ?? '');
  const otherBits = `${token.slice(0, -1)}${letters[last ^ 1]}`;
  assert.deepEqual(
    Buffer.from(otherBits.split('.')[2] ?? '', 'base64url'),
    Buffer.from(token.split('.')[2] ?? '', 'base64url'),
  );
  for (const text of [
    otherBits,
    `${token}=`,
    `${token}~`,
    `${token.slice(0, -1)}~${token.at(-1)}`,
  ]) {
    assert.equal(verify(text), 'forged', text);
  }
});

test('tells an expired token from a forged one', () => {
  assert.equal(verify(sign({ ...claims, exp: inAnHour - 7_200 })), 'expired');
});

test('leaves to Directus what is no token of its own', () => {
  for (const token of ['', 'static', 'a.b.c', sign({ ...claims, iss: 'else' }), encode(claims)]) {
    assert.equal(verify(token), 'opaque');
  }
});

test('never throws, and never verifies a token in which any character was changed', () => {
  const token = sign(claims);
  const anyText = fc.string({ unit: 'binary', maxLength: 300 });
  fc.assert(fc.property(anyText, (text) => typeof verify(text) === 'string'));
  const place = fc.nat(token.length - 1);
  fc.assert(
    fc.property(place, fc.constantFrom(...'abcXYZ019-_.'), (at, letter) => {
      fc.pre(token[at] !== letter);
      return typeof verify(token.slice(0, at) + letter + token.slice(at + 1)) === 'string';
    }),
  );
});
