import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { newSid } from '../../src/sessions/logins.ts';
import { createRefreshTokens } from '../../src/sessions/refresh-tokens.ts';

const secret = 'test-only-secret-a3f1c58e07d94b26b1e2';
const tokens = createRefreshTokens(secret);

test('a token says which login it was made for, and has the form of Directus’s own', () => {
  for (let round = 0; round < 100; round += 1) {
    const sid = newSid();
    const token = tokens.create(sid);
    assert.match(token, /^[\w-]{64}$/);
    assert.equal(tokens.loginOf(token), sid);
    assert.equal(createRefreshTokens(secret).loginOf(token), sid, 'after a restart too');
  }
});

test('no two tokens of a login are the same', () => {
  const sid = newSid();
  const made = Array.from({ length: 1_000 }, () => tokens.create(sid));
  assert.equal(new Set(made).size, made.length);
});

test('a token with any one bit flipped belongs to no login', () => {
  const bytes = Buffer.from(tokens.create(newSid()), 'base64url');
  for (let bit = 0; bit < bytes.length * 8; bit += 1) {
    const flipped = Buffer.from(bytes);
    flipped.writeUInt8(flipped.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
    assert.equal(tokens.loginOf(flipped.toString('base64url')), undefined, `bit ${bit}`);
  }
});

test('a token with any one character changed or missing belongs to no login', () => {
  const token = tokens.create(newSid());
  for (let at = 0; at < token.length; at += 1) {
    for (const other of ['A', 'b', '_', '+', '/', '=', ' ', '\n', 'é', '']) {
      if (other === token[at]) continue;
      const changed = token.slice(0, at) + other + token.slice(at + 1);
      assert.equal(tokens.loginOf(changed), undefined, `${at} ${JSON.stringify(other)}`);
    }
  }
});

test('a token read in another spelling of the same bytes belongs to no login', () => {
  const token = tokens.create(newSid());
  for (const other of [`${token}=`, `${token} `, ` ${token}`, `${token}\n`, `${token}A`]) {
    assert.equal(tokens.loginOf(other), undefined, JSON.stringify(other));
  }
  const standard = Buffer.from(token, 'base64url').toString('base64');
  if (standard !== token) assert.equal(tokens.loginOf(standard), undefined);
});

test('a text that was not made here belongs to no login', () => {
  const sid = newSid();
  const texts = ['', 'a', sid, sid.repeat(3), randomBytes(48).toString('base64url')];
  for (const text of texts) assert.equal(tokens.loginOf(text), undefined, text);
  const other = createRefreshTokens('test-only-secret-of-another-directus-1');
  assert.equal(tokens.loginOf(other.create(sid)), undefined, 'made under another secret');
});

test('parts of two tokens make none', () => {
  const [one, two] = [tokens.create(newSid()), tokens.create(newSid())].map((token) =>
    Buffer.from(token, 'base64url'),
  );
  assert.ok(one && two);
  for (const cut of [16, 32]) {
    const mixed = Buffer.concat([one.subarray(0, cut), two.subarray(cut)]);
    assert.equal(tokens.loginOf(mixed.toString('base64url')), undefined, `${cut}`);
  }
});
