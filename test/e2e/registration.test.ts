import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startTestApi, type TestApi } from '../support/start-api.ts';
import type { TestDirectus } from '../support/start-directus.ts';
import { type System, startSystem } from '../support/system.ts';

let system: System<TestDirectus>;
let directus: TestDirectus;
let api: TestApi;
let addresses = 0;

before(async () => {
  system = await startSystem({ directus: {} });
  ({ directus } = system);
  api = await system.startApi({ trustProxy: '127.0.0.1' });
});

after(() => system?.stop());

const password = 'a-password-of-mine-7';

/** Registers from an address of its own, so that the limit of 5 a minute is not in the way. */
function register(body: unknown) {
  addresses += 1;
  const address = `10.1.${Math.floor(addresses / 200)}.${(addresses % 200) + 1}`;
  return api.request('POST', '/api/register', { body, headers: { 'x-forwarded-for': address } });
}

async function countUsers(): Promise<number> {
  const answer = await directus.admin.request('GET', '/users?aggregate[count]=id');
  const [row] = answer.data as { count: { id: number } }[];
  return Number(row?.count.id);
}

test('makes an active Pro user with exactly the promised fields, and no more', async () => {
  const answer = await register({ email: 'Some.One@Example.COM', password, firstName: 'Zoë 🌸' });
  assert.equal(answer.status, 201);
  const user = await directus.admin.request(
    'GET',
    `/users/${answer.body.userId}?fields=email,first_name,last_name,status,role,token,policies,subscription_tier,provider`,
  );
  assert.deepEqual(user.data, {
    email: 'some.one@example.com',
    first_name: 'Zoë 🌸',
    last_name: null,
    status: 'active',
    role: '804d487e-2200-4cc4-b188-70465471e0a4',
    token: null,
    policies: [],
    subscription_tier: 'pro',
    provider: 'default',
  });
});

test('a taken e-mail, in any case, is 409 and changes nothing', async () => {
  await register({ email: 'taken@example.com', password });
  const before = await countUsers();
  for (const email of ['taken@example.com', 'TAKEN@Example.com']) {
    const answer = await register({ email, password: 'another-password-9' });
    assert.equal(answer.status, 409);
    assert.equal(answer.body.code, 'registration.email_taken');
  }
  assert.equal(await countUsers(), before);
  await directus.login('taken@example.com', password);
});

test('two registrations of one e-mail at the same moment make one user', async () => {
  const body = { email: 'race@example.com', password };
  const answers = await Promise.all(Array.from({ length: 4 }, () => register(body)));
  const statuses = answers.map((answer) => answer.status).sort();
  assert.deepEqual(statuses, [201, 409, 409, 409]);
});

const good = { email: 'good@example.com', password };
const refusals: [name: string, body: unknown, path: string][] = [
  ['no e-mail', { password }, 'email'],
  ['no password', { email: 'a@example.com' }, 'password'],
  ['an e-mail that is a number', { ...good, email: 1 }, 'email'],
  ['an e-mail that is null', { ...good, email: null }, 'email'],
  ['an empty e-mail', { ...good, email: '' }, 'email'],
  ['an e-mail without @', { ...good, email: 'example.com' }, 'email'],
  ['an e-mail of emoji', { ...good, email: '🌸@🌸' }, 'email'],
  ['a right-to-left e-mail', { ...good, email: 'שלום@דוגמה' }, 'email'],
  ['an e-mail with a NUL', { ...good, email: 'a\u0000@example.com' }, 'email'],
  ['an e-mail of 255 characters', { ...good, email: `${'a'.repeat(243)}@example.com` }, 'email'],
  ['a list as e-mail', { ...good, email: ['a@example.com'] }, 'email'],
  ['half a surrogate pair in a password', { ...good, password: '\ud83cabcdefghij' }, 'password'],
  ['a password of 7', { ...good, password: 'aB3$xyz' }, 'password'],
  ['a password of 129', { ...good, password: 'p'.repeat(129) }, 'password'],
  ['an empty password', { ...good, password: '' }, 'password'],
  ['a password that is an object', { ...good, password: {} }, 'password'],
  ['a common password', { ...good, password: 'password1' }, 'password'],
  ['a common password in other letters', { ...good, password: 'PassWord1' }, 'password'],
  ['a first name of 51', { ...good, firstName: 'a'.repeat(51) }, 'firstName'],
  ['a first name with a NUL', { ...good, firstName: 'a\u0000b' }, 'firstName'],
  ['a first name with a line break', { ...good, firstName: 'a\nb' }, 'firstName'],
  ['half a surrogate pair', { ...good, firstName: '\ud83c' }, 'firstName'],
  ['a first name that is true', { ...good, firstName: true }, 'firstName'],
  ['a role', { ...good, role: 'x' }, 'role'],
  ['a status', { ...good, status: 'active' }, 'status'],
  ['policies', { ...good, policies: [] }, 'policies'],
  ['a token', { ...good, token: 'x' }, 'token'],
  ['a tier', { ...good, subscription_tier: 'gold' }, 'subscription_tier'],
  ['a list', [good], ''],
  ['a text', '"text"', ''],
  ['null', 'null', ''],
];

for (const [name, body, path] of refusals) {
  test(`refuses ${name}, names the field, and makes nobody`, async () => {
    const before = await countUsers();
    const answer = await register(body);
    assert.equal(answer.status, 400);
    assert.equal(answer.body.code, 'request.invalid');
    const details = answer.body.details as { path: string; message: string }[];
    assert.ok(details.some((detail) => detail.path === path && detail.message !== ''));
    assert.equal(await countUsers(), before);
  });
}

for (const text of [
  `{"email":"p@example.com","password":"${password}","__proto__":{"role":"x"}}`,
  `{"email":"p@example.com","password":"${password}","constructor":{"prototype":{"role":"x"}}}`,
]) {
  test(`refuses ${text.includes('__proto__') ? '__proto__' : 'constructor'} in a body`, async () => {
    const answer = await register(text);
    assert.equal(answer.status, 400);
    assert.equal(answer.body.code, 'request.malformed_json');
  });
}

test('any characters make a password, and it logs in as it was typed', async () => {
  const passwords = [
    'pässwörd 密码 🔑',
    'שלום עולם של סוד',
    'nul\u0000inside\u0000it',
    '"\'\\;--{}%00',
  ];
  for (const [index, odd] of passwords.entries()) {
    const email = `odd${index}@example.com`;
    assert.equal((await register({ email, password: odd })).status, 201);
    await directus.login(email, odd);
  }
});

test('a password signs in however a keyboard spells it, and its length is that of its letters', async () => {
  const email = 'spelling@example.com';
  const mine = 'Zoë Ångström';
  assert.equal((await register({ email, password: mine.normalize('NFD') })).status, 201);
  for (const form of ['NFC', 'NFD'] as const) {
    const body = { email, password: mine.normalize(form) };
    assert.equal((await directus.admin.request('POST', '/auth/login', body, null)).status, 200);
  }
  const letters = (count: number) => 'e\u0301'.repeat(count);
  for (const [count, status] of [
    [7, 400],
    [8, 201],
    [128, 201],
    [129, 400],
  ] as const) {
    const answer = await register({ email: `of-${count}@example.com`, password: letters(count) });
    assert.equal(answer.status, status, `${count} ${answer.text}`);
  }
});

test('a long first part of an e-mail is cut to fit the first name', async () => {
  const email = `${'l'.repeat(64)}@example.com`;
  const answer = await register({ email, password, firstName: '   ' });
  assert.equal(answer.status, 201);
  const user = await directus.admin.request('GET', `/users/${answer.body.userId}`);
  assert.equal((user.data as { first_name: string }).first_name, 'l'.repeat(50));
});

test('the sixth registration of a minute from one address is 429, another address is not touched', async () => {
  const from = (address: string) =>
    api.request('POST', '/api/register', { body: {}, headers: { 'x-forwarded-for': address } });
  for (let count = 1; count <= 5; count += 1) {
    const answer = await from('10.9.9.9');
    assert.equal(answer.status, 400);
    assert.equal(answer.headers.get('ratelimit-remaining'), String(5 - count));
  }
  const refused = await from('10.9.9.9');
  assert.equal(refused.status, 429);
  assert.equal(refused.body.code, 'rate_limit.exceeded');
  assert.ok(Number(refused.headers.get('retry-after')) >= 1);
  assert.equal(refused.headers.get('ratelimit-limit'), '5');
  assert.equal((await from('10.9.9.10')).status, 400);
});

test('an IPv6 address counts as its /64', async () => {
  const from = (address: string) =>
    api.request('POST', '/api/register', { body: {}, headers: { 'x-forwarded-for': address } });
  for (let count = 1; count <= 5; count += 1) {
    assert.equal((await from(`2001:db8:0:1::${count}`)).status, 400);
  }
  assert.equal((await from('2001:db8:0:1:ffff::9')).status, 429);
  assert.equal((await from('2001:db8:0:2::1')).status, 400);
});

test('X-Forwarded-For of a stranger is not believed', async () => {
  const statuses: number[] = [];
  for (let index = 0; index < 6; index += 1) {
    const headers = { 'x-forwarded-for': `10.8.0.${index}` };
    const answer = await system.api.request('POST', '/api/register', { body: {}, headers });
    statuses.push(answer.status);
  }
  assert.deepEqual(statuses, [400, 400, 400, 400, 400, 429]);
});

test('without an admin token registration is 500 and says which variable', async () => {
  const bare = await startTestApi({ directusUrl: directus.url });
  try {
    const answer = await bare.request('POST', '/api/register', { body: good });
    assert.equal(answer.status, 500);
    assert.equal(answer.body.error, 'DIRECTUS_ADMIN_TOKEN not set');
  } finally {
    await bare.stop();
  }
});

test('no password and no admin token is in the log', () => {
  assert.ok(!api.log().includes(password));
  assert.ok(!api.log().includes(directus.adminToken));
});
