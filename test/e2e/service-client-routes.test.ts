import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { testUserPassword } from '../support/directus-client.ts';
import type { ApiAnswer } from '../support/start-api.ts';
import { type Person, type System, startSystem } from '../support/system.ts';

let stack: System;
let admin: Person;
let member: Person;

before(async () => {
  // What a list has of others' clients would be sealed with other keys.
  stack = await startSystem({ directus: {} });
  const roles = await stack.directus.admin.request('GET', '/roles?filter[name][_eq]=Administrator');
  const [role] = roles.data as { id: string }[];
  admin = await stack.person({ role: role?.id });
  member = await stack.person();
});
after(() => stack?.stop());

const path = '/api/admin/clients';
const proof = { currentPassword: testUserPassword };

function ask(method: string, at: string, body?: object, token = admin.token): Promise<ApiAnswer> {
  return stack.api.request(method, at, { token, ...(body === undefined ? {} : { body }) });
}

/** 404 where the secret is let in, since there is no such record. */
async function reveal(secret: unknown): Promise<number> {
  const headers = { 'x-rbac-sync-secret': String(secret) };
  const body = { creatorProfileId: randomUUID() };
  return (await stack.api.request('POST', '/api/credentials/reveal', { headers, body })).status;
}

async function make(name: string, fields: object = {}) {
  const answer = await ask('POST', path, { name, routes: ['reveal'], ...proof, ...fields });
  assert.equal(answer.status, 201, answer.text);
  const { client, secret } = answer.body as { client: { id: string }; secret: string };
  return { id: client.id, client, secret };
}

test('an administrator makes a server, and its secret is told this once', async () => {
  const { id, client, secret } = await make('publisher', { platforms: ['x'] });
  assert.match(secret, /^gsc_[0-9a-f]{16}_[\w-]{43}$/);
  assert.equal(await reveal(secret), 403);
  const listed = await ask('GET', path);
  const [found] = (listed.body as { clients: object[] }).clients;
  // That it was used is noted after its request was answered.
  assert.deepEqual({ ...found, lastUsedAt: null }, client);
  assert.deepEqual(listed.body.unopenable, []);
  for (const answer of [listed, await ask('GET', `${path}?`)]) {
    assert.ok(!answer.text.includes(secret.slice(25)));
  }
  const changed = await ask('PATCH', `${path}/${id}`, { platforms: null, ...proof });
  assert.equal(changed.body.secret, undefined);
  assert.equal(await reveal(secret), 404);
  assert.ok(!stack.api.log().includes(secret), 'the log has the secret');
  assert.match(stack.api.log(), /"client":"publisher","msg":"an administrator made/);
});

test('gives it another secret beside the one of before or in its place, and ends it', async () => {
  const { id, secret } = await make('rotated');
  const beside = await ask('PATCH', `${path}/${id}`, { newSecret: 'beside', ...proof });
  assert.deepEqual([await reveal(secret), await reveal(beside.body.secret)], [404, 404]);
  await ask('PATCH', `${path}/${id}`, { endsPrevious: true, ...proof });
  assert.deepEqual([await reveal(secret), await reveal(beside.body.secret)], [401, 404]);
  const instead = await ask('PATCH', `${path}/${id}`, { newSecret: 'instead', ...proof });
  assert.deepEqual(
    [await reveal(beside.body.secret), await reveal(instead.body.secret)],
    [401, 404],
  );
  assert.equal((await ask('DELETE', `${path}/${id}`)).status, 204);
  assert.equal(await reveal(instead.body.secret), 401);
  assert.equal((await ask('DELETE', `${path}/${id}`)).body.code, 'client.ended');
  const revived = await ask('PATCH', `${path}/${id}`, { mustSign: false, ...proof });
  assert.equal(revived.body.code, 'client.ended');
  const again = await ask('POST', path, { name: 'rotated', routes: ['reveal'], ...proof });
  assert.deepEqual([again.status, again.body.code], [409, 'client.name_taken']);
});

test('nobody makes or changes one without the password, and nothing is done then', async () => {
  const { id, secret } = await make('proven');
  const wrong = { currentPassword: 'not the password' };
  const fields = { name: 'unproven', routes: ['reveal'], ...wrong };
  const made = await ask('POST', path, fields);
  assert.deepEqual([made.status, made.body.code], [401, 'account.proof_refused']);
  const changed = await ask('PATCH', `${path}/${id}`, { newSecret: 'instead', ...wrong });
  assert.deepEqual([changed.status, changed.body.code], [401, 'account.proof_refused']);
  assert.equal((await ask('PATCH', `${path}/${id}`, { newSecret: 'instead' })).status, 400);
  assert.equal(await reveal(secret), 404);
  const { clients } = (await ask('GET', path)).body as { clients: { name: string }[] };
  assert.ok(!clients.some(({ name }) => name === 'unproven'));
});

test('is for administrators alone', async () => {
  const { id, secret } = await make('kept');
  const asked: [string, string, object | undefined][] = [
    ['GET', path, undefined],
    ['POST', path, { name: 'mine', routes: ['reveal'], ...proof }],
    ['PATCH', `${path}/${id}`, { newSecret: 'instead', ...proof }],
    ['DELETE', `${path}/${id}`, undefined],
  ];
  for (const [method, at, body] of asked) {
    const answer = await ask(method, at, body, member.token);
    assert.deepEqual([answer.status, answer.body.code], [403, 'auth.admin_only'], method);
    const headers = { 'x-rbac-sync-secret': stack.secret };
    const server = await stack.api.request(method, at, { headers, ...(body && { body }) });
    assert.equal(server.status, 401, method);
  }
  assert.equal(await reveal(secret), 404);
});

test('says which field is wrong', async () => {
  const wrong: [object, string][] = [
    [{ name: 'Big' }, 'name'],
    [{ name: 'default' }, 'name'],
    // Directus reads them as no texts, so nobody would find their entries in the log.
    ...['true', 'false', 'null'].map((name): [object, string] => [{ name }, 'name']),
    [{ routes: [] }, 'routes'],
    [{ routes: ['erase'] }, 'routes/0'],
    [{ platforms: ['x'], routes: ['reveal-download-cred'] }, 'platforms'],
    [{ owners: ['somebody'] }, 'owners'],
    [{ expiresAt: '2001-01-01T00:00:00Z' }, 'expiresAt'],
    [{ secret: 'x' }, 'secret'],
  ];
  for (const [fields, field] of wrong) {
    const answer = await ask('POST', path, {
      ...{ name: 'wrong', routes: ['reveal'], ...proof },
      ...fields,
    });
    assert.equal(answer.status, 400, answer.text);
    const paths = (answer.body.details as { path: string }[]).map((detail) => detail.path);
    assert.ok(
      paths.some((each) => each.startsWith(field)),
      `${field}: ${answer.text}`,
    );
  }
  const unknown = await ask('PATCH', `${path}/0123456789abcdef`, { mustSign: true, ...proof });
  assert.deepEqual([unknown.status, unknown.body.code], [404, 'client.not_found']);
});

test('without a key of the vault there are none', async () => {
  const api = await stack.startApi({ vaultKeys: undefined });
  const answer = await api.request('GET', path, { token: admin.token });
  assert.deepEqual([answer.status, answer.body.code], [500, 'credentials.key_not_set']);
});
