import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type CredentialSystem, startCredentialSystem } from '../support/credential-system.ts';
import type { ApiAnswer } from '../support/start-api.ts';
import type { Person } from '../support/system.ts';

let stack: CredentialSystem;
let mia: Person;

before(async () => {
  stack = await startCredentialSystem();
  mia = await stack.person();
});
after(() => stack?.stop());

const cookie = { domain: '.onlyfans.com', name: 'sess', value: 'abc', path: '/', secure: true };

function assertError(answer: ApiAnswer, status: number, code: string) {
  assert.equal(answer.status, status, answer.text);
  assert.equal(answer.body.ok, false);
  assert.equal(answer.body.code, code);
  assert.equal(answer.body.requestId, answer.headers.get('x-request-id'));
}

function pathsOf(answer: ApiAnswer): string[] {
  assertError(answer, 400, 'request.invalid');
  return (answer.body.details as { path: string }[]).map(({ path }) => path).sort();
}

describe('a request is refused with the path of the field, and nothing is kept, for', () => {
  const deep = (levels: number): unknown => (levels === 0 ? 1 : { a: deep(levels - 1) });
  const server: [operation: string, body: unknown, paths: string[]][] = [
    ['store', {}, ['creatorProfileId', 'credentials']],
    ['store', { creatorProfileId: 1, credentials: [] }, ['creatorProfileId', 'credentials']],
    ['store', { creatorProfileId: 'a', credentials: 'x' }, ['credentials']],
    ['store', { creatorProfileId: 'a', credentials: null }, ['credentials']],
    ['store', { creatorProfileId: '', credentials: {} }, ['creatorProfileId']],
    ['store', { creatorProfileId: 'a'.repeat(256), credentials: {} }, ['creatorProfileId']],
    ['store', { creatorProfileId: 'a\u0000', credentials: {} }, ['creatorProfileId']],
    ['store', { creatorProfileId: 'a', credentials: {}, user: 'x' }, ['user']],
    ['reveal', { creatorProfileId: ['a'] }, ['creatorProfileId']],
    ['reveal', { id: 'a' }, ['creatorProfileId', 'id']],
    ['reveal-download-cred', {}, ['downloadCredentialId']],
    ['get-platform-session', { creatorProfileId: null }, ['creatorProfileId']],
  ];
  for (const [operation, body, paths] of server) {
    test(`${operation} ${JSON.stringify(body).slice(0, 60)}`, async () => {
      assert.deepEqual(pathsOf(await stack.asServer(operation, body)), paths);
    });
  }

  const person: [operation: string, body: unknown, paths: string[]][] = [
    ['create-profile', {}, ['credentials', 'platform']],
    ['create-profile', { platform: 'myspace', credentials: {} }, ['platform']],
    ['create-profile', { platform: 'x', credentials: [] }, ['credentials']],
    [
      'create-profile',
      { platform: 'x', platform_username: 'a\nb', credentials: {} },
      ['platform_username'],
    ],
    ['create-profile', { platform: 'x', credentials: {}, user: 'x' }, ['user']],
    ['create-profile', { platform: 'x', credentials: deep(300) }, ['credentials']],
    ['update-profile-creds', { credentials: {} }, ['id']],
    ['update-profile-creds', { id: 'a', credentials: 1 }, ['credentials']],
    ['download-creds', { type: 'password' }, ['label']],
    ['download-creds', { label: '', type: 'key' }, ['label', 'type']],
    ['download-creds', { label: 'a', type: 'password' }, ['password', 'username']],
    [
      'download-creds',
      { label: 'a', type: 'password', username: 'u', password: 'p', cookies: '' },
      ['cookies'],
    ],
    ['download-creds', { label: 'a', type: 'cookies' }, ['cookies']],
    ['download-creds', { label: 'a', type: 'cookies', cookies: 5 }, ['cookies']],
    [
      'download-creds',
      { label: 'a', type: 'cookies', cookies: [cookie], password: 'p' },
      ['password'],
    ],
    ['platform-session', {}, ['cookies', 'creatorProfileId']],
    ['platform-session', { creatorProfileId: 'a', cookies: [] }, ['cookies']],
    [
      'platform-session',
      { creatorProfileId: 'a', cookies: [cookie], expiresAt: 'soon', userAgent: 5 },
      ['expiresAt', 'userAgent'],
    ],
    // No Date, no year of four digits, and what SQLite would give back as a number for ever after.
    ...['2016-12-31T23:59:60Z', '9999-12-31T23:59:59-23:59', '1970-01-01T00:00:00Z'].map(
      (expiresAt): [string, unknown, string[]] => [
        'platform-session',
        { expiresAt, creatorProfileId: 'a', cookies: [cookie] },
        ['expiresAt'],
      ],
    ),
  ];
  for (const [operation, body, paths] of person) {
    test(`${operation} ${JSON.stringify(body).slice(0, 60)}`, async () => {
      assert.deepEqual(pathsOf(await stack.as(mia, operation, body)), paths);
    });
  }

  test('a jar that is nested deeper than anything can be written out', async () => {
    const nested = '['.repeat(100_000) + ']'.repeat(100_000);
    const creatorProfileId = await stack.connect(mia);
    for (const [operation, fields] of [
      ['download-creds', { label: 'a', type: 'cookies' }],
      ['platform-session', { creatorProfileId }],
    ] as const) {
      const body = `${JSON.stringify(fields).slice(0, -1)},"cookies":${nested}}`;
      assert.deepEqual(pathsOf(await stack.as(mia, operation, body)), ['cookies/0']);
    }
  });

  test('a number that is none any more once it is read', async () => {
    const body = '{"platform":"x","credentials":{"a":1e999}}';
    assert.deepEqual(pathsOf(await stack.as(mia, 'create-profile', body)), ['credentials']);
  });
});

test('a jar with one wrong cookie is refused with its name, and kept without it when asked', async () => {
  const creatorProfileId = await stack.connect(mia);
  const wrong = { ...cookie, name: 'tracker', domain: '.com', value: 'canary-22' };
  const body = { creatorProfileId, cookies: { cookies: [cookie, wrong], origins: [] } };
  const refused = await stack.as(mia, 'platform-session', body);
  assert.deepEqual(pathsOf(refused), ['cookies/1/domain', 'skipInvalid']);
  assert.match(refused.text, /cookie named tracker/);
  assert.doesNotMatch(refused.text, /canary-22/);
  const kept = await stack.as(mia, 'platform-session', { ...body, skipInvalid: true });
  assert.deepEqual([kept.status, kept.body.skipped], [201, 1], kept.text);
  const read = await stack.asServer('get-platform-session', { creatorProfileId });
  assert.deepEqual(read.body.cookies, [cookie]);
  const download = { label: 'a', type: 'cookies', skipInvalid: true, cookies: [cookie, wrong] };
  const made = await stack.as(mia, 'download-creds', download);
  assert.deepEqual([made.status, made.body.skipped], [201, 1], made.text);
});

describe('the largest bodies', () => {
  const padded = (bytes: number, body: object) => {
    const text = JSON.stringify(body);
    return text.replace('#', 'x'.repeat(bytes - Buffer.byteLength(text) + 1));
  };

  test('credentials of 64 KiB are kept whole; one byte more is 413 and nothing is kept', async () => {
    const creatorProfileId = await stack.connect(mia);
    const body = { creatorProfileId, credentials: { a: '#' } };
    const fits = padded(65_536, body);
    assert.equal((await stack.asServer('store', fits)).status, 200);
    const revealed = await stack.asServer('reveal', { creatorProfileId });
    assert.deepEqual(revealed.body.credentials, JSON.parse(fits).credentials);
    const over = await stack.asServer('store', padded(65_537, body));
    assertError(over, 413, 'request.body_too_large');
    const again = await stack.asServer('reveal', { creatorProfileId });
    assert.deepEqual(again.body.credentials, JSON.parse(fits).credentials);
  });

  test('a cookie jar of 256 KiB is kept whole; one byte more is 413', async () => {
    const creatorProfileId = await stack.connect(mia);
    const body = { creatorProfileId, cookies: [cookie, { ...cookie, value: '#' }] };
    const fits = padded(262_144, body);
    assert.equal((await stack.as(mia, 'platform-session', fits)).status, 201);
    const read = await stack.asServer('get-platform-session', { creatorProfileId });
    assert.deepEqual(read.body.cookies, JSON.parse(fits).cookies);
    const over = await stack.as(mia, 'platform-session', padded(262_145, body));
    assertError(over, 413, 'request.body_too_large');
    const download = { label: 'a', type: 'cookies', cookies: [{ ...cookie, value: '#' }] };
    assert.equal((await stack.as(mia, 'download-creds', padded(262_144, download))).status, 201);
  });

  test('cookies that are too much once each has its host are wrong cookies, not a long body', async () => {
    const creatorProfileId = await stack.connect(mia);
    const pairs = Array.from({ length: 3_300 }, (_, index) => `name${index}=${'x'.repeat(30)}`);
    const cookies = `curl 'https://onlyfans.com/' -H 'cookie: ${pairs.join('; ')}'`;
    const refused = await stack.as(mia, 'platform-session', { creatorProfileId, cookies });
    assertError(refused, 400, 'request.invalid');
    assert.match(refused.text, /"path":"cookies","message":"come to more than 384 KiB/);
    const some = `curl 'https://onlyfans.com/' -H 'cookie: ${pairs.slice(1_000).join('; ')}'`;
    const kept = await stack.as(mia, 'platform-session', { creatorProfileId, cookies: some });
    assert.equal(kept.status, 201, kept.text);
  });
});
