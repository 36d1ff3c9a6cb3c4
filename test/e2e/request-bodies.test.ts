import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, describe, test } from 'node:test';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { type CredentialSystem, startCredentialSystem } from '../support/credential-system.ts';
import type { ApiAnswer } from '../support/start-api.ts';
import type { Person } from '../support/system.ts';

let stack: CredentialSystem;
let mia: Person;
let creatorProfileId: string;

before(async () => {
  stack = await startCredentialSystem();
  mia = await stack.person();
  creatorProfileId = await stack.connect(mia, { password: 'as it was' });
});
after(() => stack?.stop());

const textOf = (credentials: string) =>
  `{"creatorProfileId":"${creatorProfileId}","credentials":${credentials}}`;
const store = (body: string | Buffer, headers = {}) => stack.asServer('store', body, headers);
const revealed = async () =>
  (await stack.asServer('reveal', { creatorProfileId })).body.credentials;

function assertError(answer: ApiAnswer, status: number, code: string, what?: string) {
  assert.equal(answer.status, status, `${what}: ${answer.text}`);
  assert.equal(answer.body.code, code, what);
}

/** Holds that none of these bodies was kept. */
async function assertRefused(
  bodies: [what: string, body: string | Buffer, headers?: Record<string, string>][],
  status: number,
  code: string,
) {
  const before = await revealed();
  for (const [what, body, headers] of bodies) {
    assertError(await store(body, headers), status, code, what);
  }
  assert.deepEqual(await revealed(), before);
}

const jsonAs = (charset: string) => ({ 'content-type': `application/json; charset=${charset}` });

describe('text', () => {
  test('that is not UTF-8 is 400, and what was stored before stays', async () => {
    const text = textOf('{"password":"Zürich-£12"}');
    const split = Buffer.from(textOf('{"password":"a€"}'));
    await assertRefused(
      [
        ['Latin-1', Buffer.from(text, 'latin1')],
        ['Latin-1 that says so', Buffer.from(text, 'latin1'), jsonAs('iso-8859-1')],
        ['UTF-8 that says it is Latin-1', text, jsonAs('"ISO-8859-1"')],
        ['UTF-8 that says it is UTF-16', text, jsonAs('utf-16')],
        ['UTF-16 with its mark', Buffer.from(`\ufeff${text}`, 'utf16le')],
        ['a character cut off', Buffer.from(split.map((byte) => (byte === 0x82 ? 0x22 : byte)))],
        ['an overlong slash', Buffer.from(textOf('{"password":"\xc0\xaf"}'), 'latin1')],
        ['half of a pair in bytes', Buffer.from(textOf('{"a":"\xed\xa0\x80"}'), 'latin1')],
        ['a byte in a name', Buffer.from(textOf('{"\xff":1}'), 'latin1')],
        ['a byte between', Buffer.from(textOf('{"a":1}\xa0'), 'latin1')],
      ],
      400,
      'request.not_utf8',
    );
    const unmarked = Buffer.from(textOf('{"a":1}'), 'utf16le');
    await assertRefused([['UTF-16', unmarked]], 400, 'request.malformed_json');
  });

  test('in UTF-8 comes back as it was, with a mark and without', async () => {
    const credentials = {
      password: 'Zürich-£12 パスワード 🌸 e\u0301 \ufdfa',
      schlüssel: '\ufffd',
    };
    const text = textOf(JSON.stringify(credentials));
    for (const [body, headers] of [
      [text, {}],
      [`\ufeff${text}`, {}],
      [text, jsonAs('UTF-8')],
      [text, jsonAs('"utf8"')],
    ] as const) {
      assert.equal((await store(Buffer.from(body), headers)).status, 200);
      assert.deepEqual(await revealed(), credentials);
    }
  });

  test('that is not UTF-8 is 400 on every route that takes a body', async () => {
    const file = new URL('../../docs/openapi.json', import.meta.url);
    const { paths } = JSON.parse(await readFile(file, 'utf8')) as {
      paths: Record<string, Record<string, { requestBody?: unknown }>>;
    };
    const routes = Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods).flatMap(([method, { requestBody }]) =>
        requestBody === undefined ? [] : [{ path, method: method.toUpperCase() }],
      ),
    );
    assert.ok(routes.length >= 10, String(routes.length));
    for (const { path, method } of routes) {
      const answer = await stack.api.request(method, path, {
        token: stack.directus.adminToken,
        headers: { 'x-rbac-sync-secret': stack.secret },
        body: Buffer.from('{"name":"Zürich"}', 'latin1'),
      });
      assertError(answer, 400, 'request.not_utf8', `${method} ${path}`);
    }
  });
});

describe('a compressed body', () => {
  test('is 415 with what would be taken, labelled rightly or not', async () => {
    const text = textOf('{"password":"other"}');
    const encoded: [what: string, body: Buffer | string, encoding: string][] = [
      ['gzip', gzipSync(text), 'gzip'],
      ['deflate', deflateSync(text), 'Deflate'],
      ['brotli', brotliCompressSync(text), 'br'],
      ['gzip that is none', text, 'gzip'],
      ['an encoding that nobody knows', text, 'x-rot13'],
      ['two encodings', gzipSync(text), 'identity, gzip'],
    ];
    const labelled = encoded.map(
      ([what, body, encoding]): [string, string | Buffer, Record<string, string>] => [
        what,
        body,
        { 'content-encoding': encoding },
      ],
    );
    await assertRefused(labelled, 415, 'request.encoded_body');
    const answer = await store(text, { 'content-encoding': 'gzip' });
    assert.equal(answer.headers.get('accept-encoding'), 'identity');
    const plain = await store(text, { 'content-encoding': 'Identity' });
    assert.equal(plain.status, 200);
  });

  test('is 401 where nobody proves who asks, since the guard comes first', async () => {
    const answer = await stack.api.request('POST', '/api/credentials/create-profile', {
      body: gzipSync('{}'),
      headers: { 'content-encoding': 'gzip' },
    });
    assertError(answer, 401, 'auth.invalid_token');
  });
});

describe('JSON that would come back otherwise', () => {
  const isRefusedAt = (answer: ApiAnswer, path: string, what: string) => {
    assertError(answer, 400, 'request.invalid', what);
    const details = answer.body.details as { path: string }[];
    assert.deepEqual(
      details.map((detail) => detail.path),
      [path],
      what,
    );
  };

  test('is 400 that names the field, for numbers and for fields that are there twice', async () => {
    const before = await revealed();
    for (const credentials of [
      ...[
        '9007199254740993',
        '12345678901234567890',
        '1e999',
        '1e-400',
        '0.1000000000000000001',
      ].map((number) => `{"pin":[${number}]}`),
      '{"password":"a","password":"b"}',
      '{"a":{"password":"a","p\\u0061ssword":"b"}}',
    ]) {
      isRefusedAt(await store(textOf(credentials)), 'credentials', credentials);
    }
    assert.deepEqual(await revealed(), before);
    const twice = '{"creatorProfileId":"a","credentials":{},"creatorProfileId":"b"}';
    isRefusedAt(await store(twice), 'creatorProfileId', twice);
    const cookie = (expires: string) =>
      `{"creatorProfileId":"${creatorProfileId}","cookies":[{"name":"a","value":"b","domain":"onlyfans.com","expirationDate":${expires}}]}`;
    isRefusedAt(await stack.as(mia, 'platform-session', cookie('1e400')), 'cookies', 'cookie');
    assert.equal(
      (await stack.as(mia, 'platform-session', cookie('4102444800.123456'))).status,
      201,
    );
  });

  test('is taken where the number is the same, however it is spelled', async () => {
    const numbers = '[9007199254740991,18014398509481984,-0,0.1,1.0,1e2,0.79999999999999993]';
    assert.equal((await store(textOf(`{"numbers":${numbers}}`))).status, 200);
    const same = [9007199254740991, 18014398509481984, 0, 0.1, 1, 100, 0.79999999999999993];
    assert.deepEqual(await revealed(), { numbers: same });
  });

  test('is never looked for so deep that the server falls over', async () => {
    const lists = `${'['.repeat(32_000)}${']'.repeat(32_000)}`;
    const objects = `${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`;
    for (const credentials of [lists, objects]) {
      isRefusedAt(await store(textOf(credentials)), 'credentials', credentials.slice(0, 9));
    }
  });
});
