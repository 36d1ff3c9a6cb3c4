import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { test } from 'node:test';
import fc from '../../../test/support/properties.ts';
import {
  digestFits,
  hashClientSecret,
  hmacSha256,
  isTimely,
  newClientSecret,
  readSignature,
  type SignedRequest,
  signatureBase,
  signatureLifeMs,
  signerOf,
} from '../src/index.ts';

test('RFC 9421, B.2.5: the HMAC of its request is the one that it gives', () => {
  const key = Buffer.from(
    'uzvJfB4u3N0Jy4T7NZ75MDVcr8zSTInedJtkgcu46YW4XByzNJjxBdtjUkdJPBtbmHhIDi6pcl8jsasjlTMtDQ==',
    'base64',
  );
  const lines = [
    ['date', 'Tue, 20 Apr 2021 02:07:55 GMT'],
    ['@authority', 'example.com'],
    ['content-type', 'application/json'],
  ] as const;
  const parameters =
    '("date" "@authority" "content-type");created=1618884473;keyid="test-shared-secret"';
  const signature = hmacSha256(key, signatureBase(lines, parameters)).toString('base64');
  assert.equal(signature, 'pxcQw6G3AjtMBQjwo8XzkZf/bws5LelbaMk5rGIGtE8=');
});

test('RFC 9530: the digests of its example are those of its body, and of no other', () => {
  const body = Buffer.from('{"hello": "world"}');
  const sha256 = 'sha-256=:X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=:';
  const sha512 =
    'sha-512=:WZDPaVn/7XgHaAy8pmojAkGWoRx2UFChF41A2svX+TaPm+AbwAgBWnrIiYllu7BNNyealdVLvRwEmTHWXvJwew==:';
  for (const digest of [sha256, sha512, `${sha256}, ${sha512}`, `md5=:AAAA:, ${sha256}`]) {
    assert.ok(digestFits(digest, body), digest);
    assert.ok(!digestFits(digest, Buffer.from('{"hello": "World"}')), digest);
  }
  const wrong = `sha-256=:${createHash('sha256').update('x').digest('base64')}:`;
  for (const digest of [`${wrong}, ${sha512}`, 'md5=:AAAA:', '', 'sha-256', 'sha-256=1', 'x=(']) {
    assert.ok(!digestFits(digest, body), digest);
  }
});

const secret = newClientSecret('0123456789abcdef');
const client = {
  secrets: [{ hash: hashClientSecret(secret).toString('base64url'), createdAt: '' }],
};
const parameters =
  '("@method" "@path" "@query" "content-digest");created=1700000000;nonce="0123456789abcdef";keyid="0123456789abcdef";alg="hmac-sha256"';
const digest = `sha-256=:${createHash('sha256').update('{}').digest('base64')}:`;

/** Signs what is given as it stands. */
function sign(
  { method = 'POST', target = '/api/x', input = parameters, contentDigest = digest } = {},
  key: Uint8Array = hashClientSecret(secret),
): SignedRequest {
  const path = target.split('?', 1)[0] ?? '';
  const lines = [
    ['@method', method],
    ['@path', path],
    ['@query', target.slice(path.length) || '?'],
    ['content-digest', contentDigest],
  ] as const;
  const bytes = hmacSha256(key, signatureBase(lines, input)).toString('base64');
  return {
    ...{ method, target },
    contentDigest: [contentDigest],
    signatureInput: [`sig=${input}`],
    signature: [`sig=:${bytes}:`],
  };
}

const isGood = (request: SignedRequest) => {
  const signature = readSignature(request);
  return signature !== undefined && signerOf(client, signature) === 'current';
};

test('a request that is signed over all of it counts, whatever its target', () => {
  assert.ok(isGood(sign()));
  const query = fc.webQueryParameters({ size: 'small' });
  const path = fc.webPath({ size: 'small' });
  fc.assert(
    fc.property(path, query, fc.constantFrom('GET', 'POST', 'PATCH'), (path, query, method) => {
      assert.ok(isGood(sign({ target: `/${path}?${query}`, method })));
      assert.ok(isGood(sign({ target: `/${path}`, method })));
    }),
  );
});

test('no other method, path, query, digest, time, nonce, client or key', () => {
  const good = sign({ target: '/api/x?a=1' });
  const other = `sha-256=:${createHash('sha256').update('{ }').digest('base64')}:`;
  const [input = ''] = good.signatureInput;
  const changes: Partial<SignedRequest>[] = [
    { method: 'PATCH' },
    { target: '/api/y?a=1' },
    { target: '/api/x?a=2' },
    { target: '/api/x' },
    { target: '/api//x?a=1' },
    { target: 'http://other/api/x?a=1' },
    { contentDigest: [other] },
    { signatureInput: [input.replace('1700000000', '1700000001')] },
    { signatureInput: [input.replace('nonce="0', 'nonce="1')] },
    { signatureInput: [input.replace('keyid="0', 'keyid="1')] },
  ];
  for (const change of changes) {
    assert.ok(!isGood({ ...good, ...change }), JSON.stringify(change));
  }
  assert.ok(!isGood(sign({}, Buffer.from(secret))), 'the secret itself is no key');
  assert.ok(!isGood(sign({}, Buffer.alloc(0))), 'nor is nothing');
  assert.ok(!isGood(sign({}, randomBytes(32))));
});

test('a signature of another form is none, though it was made with the right key', () => {
  const inputs = [
    parameters.replace(' "@query"', ''),
    parameters.replace(' "content-digest"', ''),
    parameters.replace('"@method" ', ''),
    parameters.replace('"@method"', '"@method" "@method"'),
    parameters.replace('"@method"', '"@method";req'),
    parameters.replace('"content-digest"', '"content-digest" "host"'),
    parameters.replace('created=1700000000', 'created="1700000000"'),
    parameters.replace('created=1700000000', 'created=1700000000.5'),
    parameters.replace(';created=1700000000', ''),
    parameters.replace(';nonce="0123456789abcdef"', ''),
    parameters.replace(';nonce="0123456789abcdef"', ';nonce="short"'),
    parameters.replace(';keyid="0123456789abcdef"', ''),
    parameters.replace('hmac-sha256', 'rsa-v1_5-sha256'),
    `${parameters};tag="x"`,
    '"x"',
    '',
  ];
  for (const input of inputs) assert.equal(readSignature(sign({ input })), undefined, input);
  const good = sign();
  const [first = ''] = good.signatureInput;
  const [bytes = ''] = good.signature;
  const forms: Partial<SignedRequest>[] = [
    { signature: [] },
    { signatureInput: [] },
    { contentDigest: [] },
    { signature: [bytes, bytes] },
    { signatureInput: [first, first] },
    { signature: [`${bytes}, other=:AAAA:`] },
    { signatureInput: [`${first}, other=("@method");created=1`] },
    { signature: [bytes.replace('sig=', 'other=')] },
    { signature: ['sig="text"'] },
    { signature: ['sig=:AAAA:'] },
  ];
  for (const change of forms) assert.ok(!isGood({ ...good, ...change }), JSON.stringify(change));
});

test('any text at all in the headers is read without an error', () => {
  const headers = fc.array(fc.string({ maxLength: 80 }), { maxLength: 2 });
  fc.assert(
    fc.property(headers, headers, headers, (signature, signatureInput, contentDigest) => {
      const request = { method: 'POST', target: '/', signature, signatureInput, contentDigest };
      assert.equal(readSignature(request), undefined);
      assert.equal(digestFits(contentDigest[0] ?? '', Buffer.from('{}')), false);
    }),
  );
});

test('a signature counts for 60 seconds, before and after, and no longer than it says', () => {
  const signature = readSignature(sign());
  assert.ok(signature);
  const created = signature.created * 1_000;
  for (const [now, isNear] of [
    [created - signatureLifeMs, true],
    [created - signatureLifeMs - 1, false],
    [created + signatureLifeMs, true],
    [created + signatureLifeMs + 1, false],
  ] as const) {
    assert.equal(isTimely(signature, now), isNear, String(now - created));
  }
  const expiring = { ...signature, expires: signature.created + 5 };
  assert.equal(isTimely(expiring, created + 5_000), true);
  assert.equal(isTimely(expiring, created + 5_001), false);
});
