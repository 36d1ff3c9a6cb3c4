import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { type CredentialSystem, startCredentialSystem } from '../support/credential-system.ts';
import type { ApiAnswer } from '../support/start-api.ts';
import type { Person } from '../support/system.ts';

let stack: CredentialSystem;
let mia: Person;
let zoe: Person;

before(async () => {
  stack = await startCredentialSystem();
  [mia, zoe] = await Promise.all([stack.person(), stack.person()]);
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

describe('a server with the shared secret', () => {
  test("runs the original documentation's example: stores, and gets the same object back", async () => {
    const creatorProfileId = await stack.connect(mia, { old: true });
    const credentials = {
      api_key: 'secret123',
      nested: { list: [1, 'zwei', null, true] },
      '': '💡',
    };
    const stored = await stack.asServer('store', { creatorProfileId, credentials });
    assert.equal(stored.status, 200, stored.text);
    const { updatedAt } = stored.body;
    assert.deepEqual(stored.body, {
      ok: true,
      creatorProfileId,
      credentialsVersion: 2,
      updatedAt,
    });
    assert.equal(new Date(String(updatedAt)).toISOString(), updatedAt);
    const revealed = await stack.asServer('reveal', { creatorProfileId });
    assert.equal(revealed.status, 200);
    assert.deepEqual(revealed.body, { ok: true, creatorProfileId, credentials });
    assert.equal(revealed.headers.get('cache-control'), 'no-store');
  });

  test('finds a record by its id in capitals too', async () => {
    const creatorProfileId = await stack.connect(mia);
    const upper = creatorProfileId.toUpperCase();
    const answer = await stack.asServer('reveal', { creatorProfileId: upper });
    assert.equal(answer.body.creatorProfileId, creatorProfileId);
  });

  test('gets 404 for a record that is not there, and for an id that can be none', async () => {
    for (const id of [randomUUID(), 'uuid-1234', '../users', "' OR 1=1", '%', 'null']) {
      const byProfile = { creatorProfileId: id };
      for (const answer of [
        await stack.asServer('store', { ...byProfile, credentials: {} }),
        await stack.asServer('reveal', byProfile),
        await stack.asServer('get-platform-session', byProfile),
        await stack.asServer('reveal-download-cred', { downloadCredentialId: id }),
      ]) {
        assertError(answer, 404, 'credentials.not_found');
      }
    }
  });

  test('finds no record of another collection by its id', async () => {
    const body = { label: 'a', type: 'password', username: 'u', password: 'p' };
    const { id } = (await stack.as(mia, 'download-creds', body)).body;
    assertError(
      await stack.asServer('reveal', { creatorProfileId: id }),
      404,
      'credentials.not_found',
    );
    const downloadCredentialId = await stack.connect(mia);
    const other = await stack.asServer('reveal-download-cred', { downloadCredentialId });
    assertError(other, 404, 'credentials.not_found');
  });
});

describe('a person', () => {
  test('keeps a profile; the same one again is updated in place', async () => {
    const profile = { platform: 'fansly', platform_username: 'mia', credentials: { a: 1 } };
    const first = await stack.as(mia, 'create-profile', profile);
    assert.equal(first.status, 200);
    const { id } = first.body;
    assert.deepEqual(first.body, { success: true, id, updated: false });
    const padded = { ...profile, platform_username: ' mia ', credentials: { a: 2 } };
    const second = await stack.as(mia, 'create-profile', padded);
    assert.deepEqual(second.body, { success: true, id, updated: true });
    const revealed = await stack.asServer('reveal', { creatorProfileId: id });
    assert.deepEqual(revealed.body.credentials, { a: 2 });

    const others = [
      await stack.as(zoe, 'create-profile', profile),
      await stack.as(mia, 'create-profile', { ...profile, platform: 'x' }),
      await stack.as(mia, 'create-profile', { ...profile, platform_username: 'Mia' }),
      await stack.as(mia, 'create-profile', { platform: 'fansly', credentials: {} }),
    ];
    const ids = others.map(({ body }) => body.id);
    assert.equal(new Set([id, ...ids]).size, 5);
    const nameless = { platform: 'fansly', platform_username: '  ', credentials: {} };
    const again = await stack.as(mia, 'create-profile', nameless);
    assert.deepEqual(again.body, { success: true, id: ids[3], updated: true });
  });

  test('changes credentials and name of a profile', async () => {
    const id = await stack.connect(mia);
    const platform_username = `new-${randomUUID()}`;
    const change = { id, credentials: { b: 1 }, platform_username };
    const answer = await stack.as(mia, 'update-profile-creds', change);
    assert.equal(answer.status, 200);
    assert.deepEqual(answer.body, { success: true, id });
    const revealed = await stack.asServer('reveal', { creatorProfileId: id });
    assert.deepEqual(revealed.body.credentials, { b: 1 });
    const same = { platform: 'onlyfans', platform_username, credentials: {} };
    assert.equal((await stack.as(mia, 'create-profile', same)).body.id, id);
  });

  test('gets 409 for a name that another of its profiles has, and nothing changes', async () => {
    const first = { platform: 'reddit', platform_username: 'one', credentials: {} };
    await stack.as(mia, 'create-profile', first);
    const second = { ...first, platform_username: 'two', credentials: { keep: 'me' } };
    const { id } = (await stack.as(mia, 'create-profile', second)).body;
    const change = { id, credentials: { lost: true }, platform_username: 'one' };
    const answer = await stack.as(mia, 'update-profile-creds', change);
    assertError(answer, 409, 'credentials.profile_exists');
    const revealed = await stack.asServer('reveal', { creatorProfileId: id });
    assert.deepEqual(revealed.body.credentials, { keep: 'me' });
  });

  test("cannot touch another's records: 404, as for records that are not there", async () => {
    const id = await stack.connect(mia, { mine: 1 });
    for (const answer of [
      await stack.as(zoe, 'update-profile-creds', { id, credentials: { stolen: 1 } }),
      await stack.as(zoe, 'platform-session', { creatorProfileId: id, cookies: [cookie] }),
      await stack.api.request('DELETE', `/api/credentials/${id}`, { token: zoe.token }),
      await stack.as(zoe, 'update-profile-creds', { id: randomUUID(), credentials: {} }),
      await stack.as(zoe, 'update-profile-creds', { id: 'uuid-1234', credentials: {} }),
      await stack.api.request('DELETE', `/api/credentials/${randomUUID()}`, { token: zoe.token }),
      await stack.api.request('DELETE', '/api/credentials/nothing', { token: zoe.token }),
    ]) {
      assertError(answer, 404, 'credentials.not_found');
    }
    const revealed = await stack.asServer('reveal', { creatorProfileId: id });
    assert.deepEqual(revealed.body.credentials, { mine: 1 });
  });

  test('lists its own profiles, newest first, without anything secret', async () => {
    const person = await stack.person();
    const empty = await stack.api.request('GET', '/api/credentials', { token: person.token });
    assert.deepEqual(empty.body, { ok: true, connections: [] });
    const older = await stack.connect(person, { key: 'canary' });
    const newer = await stack.connect(person);
    const { status, text, body } = await stack.api.request('GET', '/api/credentials', {
      token: person.token,
    });
    assert.equal(status, 200);
    const connections = body.connections as Record<string, unknown>[];
    assert.deepEqual(
      connections.map(({ id }) => id),
      [newer, older],
    );
    assert.deepEqual(Object.keys(connections[0] ?? {}), [
      'id',
      'platform',
      'platform_username',
      'credentialsVersion',
      'updatedAt',
      'createdAt',
      'keyState',
    ]);
    assert.doesNotMatch(text, /canary|encrypted|identity/);
  });

  test('removes a profile, its session with it, and a download credential', async () => {
    const id = await stack.connect(mia);
    await stack.as(mia, 'platform-session', { creatorProfileId: id, cookies: [cookie] });
    const { token } = mia;
    const removed = await stack.api.request('DELETE', `/api/credentials/${id}`, { token });
    assert.equal(removed.status, 204);
    assert.equal(removed.text, '');
    assertError(
      await stack.asServer('reveal', { creatorProfileId: id }),
      404,
      'credentials.not_found',
    );
    assert.deepEqual(await stack.rows('platform_sessions', `&filter[connection][_eq]=${id}`), []);
    const again = await stack.api.request('DELETE', `/api/credentials/${id}`, { token });
    assertError(again, 404, 'credentials.not_found');

    const login = { label: 'a', type: 'password', username: 'u', password: 'p' };
    const download = (await stack.as(mia, 'download-creds', login)).body.id;
    const theirs = await stack.api.request('DELETE', `/api/credentials/${download}`, {
      token: zoe.token,
    });
    assertError(theirs, 404, 'credentials.not_found');
    const own = await stack.api.request('DELETE', `/api/credentials/${download}`, { token });
    assert.equal(own.status, 204);
  });

  test('who is removed takes its records along', async () => {
    const person = await stack.person();
    const id = await stack.connect(person);
    await stack.directus.admin.request('DELETE', `/users/${person.id}`);
    assertError(
      await stack.asServer('reveal', { creatorProfileId: id }),
      404,
      'credentials.not_found',
    );
  });
});

describe('download credentials', () => {
  test('a login comes back as it was', async () => {
    const login = { username: 'mia@example.com', password: ' p\tä"ß💡 ' };
    const kept = await stack.as(mia, 'download-creds', {
      label: 'tube',
      type: 'password',
      ...login,
    });
    assert.equal(kept.status, 201);
    const downloadCredentialId = kept.body.id;
    assert.deepEqual(kept.body, { ok: true, id: downloadCredentialId });
    const revealed = await stack.asServer('reveal-download-cred', { downloadCredentialId });
    assert.equal(revealed.status, 200);
    assert.deepEqual(revealed.body, {
      ok: true,
      downloadCredentialId,
      type: 'password',
      ...login,
    });
  });

  test('a cookie jar comes back as the file that yt-dlp reads, whatever form it came in', async () => {
    const line = '#HttpOnly_.example.com\tTRUE\t/\tTRUE\t2000000000\tsid\tabc';
    const list = [
      {
        domain: '.example.com',
        hostOnly: false,
        path: '/',
        secure: true,
        httpOnly: true,
        expirationDate: 2_000_000_000,
        name: 'sid',
        value: 'abc',
      },
    ];
    for (const cookies of [
      `# Netscape HTTP Cookie File\r\n${line}\r\n`,
      list,
      JSON.stringify(list),
    ]) {
      const kept = await stack.as(mia, 'download-creds', { label: 'a', type: 'cookies', cookies });
      assert.equal(kept.status, 201, kept.text);
      const downloadCredentialId = kept.body.id;
      const revealed = await stack.asServer('reveal-download-cred', { downloadCredentialId });
      assert.deepEqual(revealed.body, {
        ok: true,
        downloadCredentialId,
        type: 'cookies',
        cookies: `# Netscape HTTP Cookie File\n\n${line}\n`,
      });
    }
  });

  test('a malformed jar is 400 with its line, or the place in its list, and nothing is kept', async () => {
    // Other files of tests store theirs in the same Directus.
    const own = () => stack.rows('download_credentials', `&filter[user][_eq]=${mia.id}`);
    const before = (await own()).length;
    const text = { label: 'a', type: 'cookies', cookies: '# title\nexample.com only' };
    const byLine = await stack.as(mia, 'download-creds', text);
    assert.deepEqual(byLine.body.details, [
      { path: 'cookies', message: 'line 2: must have 7 fields, separated by tabs; it has 1' },
    ]);
    const broken = { ...cookie, value: 'a\nb' };
    const list = { label: 'a', type: 'cookies', cookies: [cookie, broken, { name: 1 }] };
    assert.deepEqual(pathsOf(await stack.as(mia, 'download-creds', list)), [
      'cookies/1/value',
      'cookies/2/value',
      'skipInvalid',
    ]);
    assert.equal((await own()).length, before);
  });
});

describe('platform sessions', () => {
  test('the cookies come back with the fields they came with, until they expire', async () => {
    const creatorProfileId = await stack.connect(mia);
    const cookies = [cookie, { domain: 'onlyfans.com', name: 'b', value: '', sameSite: 'lax' }];
    const expiresAt = '2099-01-01T00:00:00.000Z';
    const body = { creatorProfileId, cookies, userAgent: 'Mozilla/5.0', expiresAt };
    const kept = await stack.as(mia, 'platform-session', body);
    assert.equal(kept.status, 201, kept.text);
    assert.deepEqual(Object.keys(kept.body), ['ok', 'id']);
    const read = await stack.asServer('get-platform-session', { creatorProfileId });
    assert.equal(read.status, 200, read.text);
    const { capturedAt } = read.body;
    assert.deepEqual(read.body, {
      ok: true,
      creatorProfileId,
      platform: 'onlyfans',
      cookies,
      userAgent: 'Mozilla/5.0',
      capturedAt,
      expiresAt,
    });
    assert.ok(Math.abs(Date.parse(String(capturedAt)) - Date.now()) < 60_000);

    const next = { creatorProfileId, cookies: [cookie] };
    assert.equal((await stack.as(mia, 'platform-session', next)).body.id, kept.body.id);
    const second = (await stack.asServer('get-platform-session', { creatorProfileId })).body;
    assert.deepEqual([second.cookies, second.userAgent, second.expiresAt], [[cookie], null, null]);

    const past = { ...next, expiresAt: '2020-01-01T01:00:00+01:00' };
    assert.equal((await stack.as(mia, 'platform-session', past)).status, 201);
    const expired = await stack.asServer('get-platform-session', { creatorProfileId });
    assertError(expired, 410, 'credentials.session_expired');
  });

  test('a profile without one is 404', async () => {
    const creatorProfileId = await stack.connect(mia);
    const answer = await stack.asServer('get-platform-session', { creatorProfileId });
    assertError(answer, 404, 'credentials.no_session');
  });
});
