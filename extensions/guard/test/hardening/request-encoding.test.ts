import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { type SharedDirectus, useDirectus } from '../../../../test/support/directus-pool.ts';

let directus: SharedDirectus & { stop(): Promise<unknown> };

before(async () => {
  directus = await useDirectus();
});
after(() => directus?.stop());

async function send(
  path: string,
  body: Buffer | string,
  headers: Record<string, string> = {},
  method = 'POST',
) {
  const response = await fetch(`${directus.url}${path}`, {
    method,
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${directus.adminToken}`,
      ...headers,
    },
    body: typeof body === 'string' ? body : Uint8Array.from(body),
  });
  return { status: response.status, text: await response.text() };
}

const nobody = { authorization: '' };
const jsonAs = (charset: string) => ({ 'content-type': `application/json; charset=${charset}` });

test('a password of other bytes than UTF-8 is refused, and never opens by other bytes', async () => {
  const email = `bytes-${randomUUID()}@example.com`;
  const user = `{"email":"${email}","password":"Zürich-£12"}`;
  const made = await send('/users', Buffer.from(user, 'latin1'));
  assert.equal(made.status, 400, made.text);
  assert.match(made.text, /not UTF-8.*INVALID_PAYLOAD/);
  const { data } = await directus.admin.request('GET', `/users?filter[email][_eq]=${email}`);
  assert.deepEqual(data, []);
  assert.equal((await send('/users', user)).status, 200);
  assert.equal((await send('/auth/login', user, nobody)).status, 200);
  for (const other of ['ÿ', '\ufffd']) {
    const guess = Buffer.from(user.replace('ü', other), other === 'ÿ' ? 'latin1' : 'utf8');
    const { status } = await send('/auth/login', guess, nobody);
    assert.equal(status, other === 'ÿ' ? 400 : 401);
  }
});

test('JSON that is not UTF-8 is 400 wherever it is sent, by whomever', async () => {
  const user = await directus.admin.createUser();
  const { accessToken } = await directus.login(user.email, user.password);
  const query = 'mutation { update_users_me(data: { first_name: "Zürich" }) { id } }';
  for (const [method, path, text] of [
    ['POST', '/auth/login', '{"email":"zürich@example.com","password":"x"}'],
    ['POST', '/auth/refresh', '{"refresh_token":"ü"}'],
    ['POST', '/graphql', JSON.stringify({ query })],
    ['POST', '/graphql/system', JSON.stringify({ query })],
    ['PATCH', '/users/me', '{"first_name":"Zürich"}'],
    ['SEARCH', '/users', '{"query":{"search":"ü"}}'],
    ['POST', '/items/guard_notes', '{"text":"ü"}'],
    ['POST', '/genie/sign-out', '{"userId":"ü"}'],
    ['POST', '/utils/hash/generate', '{"string":"ü"}'],
    ['POST', '/nowhere', '"ü"'],
  ] as const) {
    for (const authorization of ['', `Bearer ${accessToken}`, `Bearer ${directus.adminToken}`]) {
      const answer = await send(path, Buffer.from(text, 'latin1'), { authorization }, method);
      assert.equal(answer.status, 400, `${method} ${path}: ${answer.status} ${answer.text}`);
    }
  }
});

test('what is no UTF-8 by its label, inside gzip, or by an escape, is 400, too', async () => {
  const bad: [what: string, body: Buffer | string, headers?: Record<string, string>][] = [
    ['UTF-16', Buffer.from('{"first_name":"Zürich"}', 'utf16le'), jsonAs('utf-16le')],
    ['UTF-7', '{"first_name":"Z+APw-rich"}', jsonAs('utf-7')],
    ['Latin-1 by its label', '{"first_name":"Zurich"}', jsonAs('"latin1"')],
    [
      'Latin-1 in gzip',
      gzipSync(Buffer.from('{"first_name":"Zürich"}', 'latin1')),
      { 'content-encoding': 'gzip' },
    ],
    ['half of a pair', '{"first_name":"\\ud83c"}'],
    ['the other half, deep inside', '{"first_name":"a","policies":[{"x\\uDF38":1}]}'],
  ];
  for (const [what, body, headers] of bad) {
    const answer = await send('/users', body, headers);
    assert.equal(answer.status, 400, `${what}: ${answer.text}`);
  }
});

test('UTF-8 passes, in gzip, with a mark and with escapes of whole pairs', async () => {
  const firstName = 'Zürich 🌸 \\ud83c';
  const body = JSON.stringify({ first_name: firstName });
  for (const [bytes, headers] of [
    [Buffer.from(body)],
    [Buffer.from(`\ufeff${body}`)],
    [Buffer.from(body), jsonAs('UTF-8')],
    [gzipSync(body), { 'content-encoding': 'gzip' }],
    [Buffer.from(body.replace('🌸', '\\uD83C\\uDF38'))],
  ] as [Buffer, Record<string, string>?][]) {
    const answer = await send('/users?fields=first_name', bytes, headers);
    assert.deepEqual(
      [answer.status, answer.text],
      [200, JSON.stringify({ data: { first_name: firstName } })],
    );
  }
});
