import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { proRoleId } from '../../../../directus/state/accounts.ts';
import { field, type TestUser } from '../../../../test/support/directus-client.ts';
import { type GuardedDirectus, startGuardedDirectus } from '../support/guarded-directus.ts';
import { setPasswordHash } from '../support/set-password-hash.ts';

/** Letters that have two spellings, a Korean syllable that has one of three, and a no-break space. */
const composed = 'Zoë\u00a0Ångström 한';
const spellings = {
  composed,
  decomposed: composed.normalize('NFD'),
  'with plain spaces': composed.replace('\u00a0', ' '),
  'with ideographic spaces': composed.normalize('NFD').replace(/\s/g, '\u3000'),
};
const others = ['zoë ångström 한', 'Zoe Angstrom 한', 'ZoëÅngström 한', composed.normalize('NFKD')];
const accountFailures = 5;
let directus: GuardedDirectus;

before(async () => {
  directus = await startGuardedDirectus({
    LOGIN_LIMIT_ACCOUNT_FAILURES: String(accountFailures),
    LOGIN_LIMIT_WINDOW_SECONDS: '3600',
  });
});
after(() => directus?.stop());

async function logIn(email: string, password: string): Promise<number> {
  const { status } = await directus.admin.request('POST', '/auth/login', { email, password }, null);
  return status;
}

async function assertEverySpelling(email: string): Promise<void> {
  for (const [name, password] of Object.entries(spellings)) {
    assert.equal(await logIn(email, password), 200, name);
  }
}

async function done(answer: Promise<{ status: number; text: string }>): Promise<void> {
  const { status, text } = await answer;
  assert.ok(status === 200 || status === 204, text);
}

for (const [name, password] of Object.entries(spellings)) {
  test(`a password set ${name} opens in every spelling, and in no other text`, async () => {
    const user = await directus.admin.createUser({ password });
    await assertEverySpelling(user.email);
    for (const other of others.slice(0, 3)) assert.equal(await logIn(user.email, other), 401);
  });
}

const { request, graphql } = {
  request: (...args: Parameters<GuardedDirectus['admin']['request']>) =>
    directus.admin.request(...args),
  graphql: (...args: Parameters<GuardedDirectus['admin']['graphql']>) =>
    directus.admin.graphql(...args),
};

/** Every way to set a password that this Directus has. */
const ways: Record<string, (user: TestUser, password: string) => Promise<void>> = {
  'by an administrator': ({ id }, password) => done(request('PATCH', `/users/${id}`, { password })),
  'by oneself': async ({ email, password: own }, password) => {
    const { accessToken } = await directus.admin.login(email, own);
    await done(request('PATCH', '/users/me', { password }, accessToken));
  },
  'in a batch': ({ id }, password) => done(request('PATCH', '/users', [{ id, password }])),
  'for many': ({ id }, password) =>
    done(request('PATCH', '/users', { keys: [id], data: { password } })),
  'by GraphQL': async ({ id }, password) => {
    const data = `{ password: ${JSON.stringify(password)} }`;
    const query = `mutation { update_users_item(id: "${id}", data: ${data}) { id } }`;
    await done(graphql('system', query));
  },
  'through the role': ({ id }, password) => {
    const users = { update: [{ id, password }], create: [], delete: [] };
    return done(request('PATCH', `/roles/${proRoleId}`, { users }));
  },
};

for (const [way, set] of Object.entries(ways)) {
  test(`a password changed ${way} opens in every spelling`, async () => {
    const user = await directus.admin.createUser();
    await set(user, spellings.decomposed);
    await assertEverySpelling(user.email);
  });
}

test('a password that was set before the guard opens as it was typed then', async () => {
  const user = await directus.admin.createUser();
  await setPasswordHash(directus, user.id, spellings.decomposed);
  assert.equal(await logIn(user.email, spellings.decomposed), 200);
  assert.equal(await logIn(user.email, spellings.composed), 401);
  await setPasswordHash(directus, user.id, composed.normalize('NFC').replace('\u00a0', ' '));
  await assertEverySpelling(user.email);
});

test('a wrong password in another spelling is one attempt, whether there is an account or not', async () => {
  const user = await directus.admin.createUser();
  for (const email of [user.email, 'nobody@example.com']) {
    for (let count = 0; count < accountFailures; count += 1) {
      assert.equal(await logIn(email, spellings.decomposed), 401, email);
    }
    assert.equal(await logIn(email, spellings.decomposed), 429, email);
  }
});

test('the length of a password is that of its normalized form', async () => {
  const wide = 'e\u0301';
  const statusOf = async (password: string) => {
    const user = await directus.admin.createUser();
    return (await request('PATCH', `/users/${user.id}`, { password })).status;
  };
  assert.equal(await statusOf(wide.repeat(128)), 200);
  assert.equal(await statusOf(wide.repeat(129)), 400);
  assert.equal(await statusOf(wide.repeat(8)), 200);
  assert.equal(await statusOf(wide.repeat(7)), 400);
  assert.equal(await statusOf('\u0301\u0315\u0316'.repeat(100_000)), 400);
});

test('the password that has to be typed again counts in every spelling', async () => {
  const roles = await request('GET', '/roles?filter[name][_eq]=Administrator');
  const role = field((roles.data as object[])[0], 'id');
  const user = await directus.admin.createUser({ password: spellings.decomposed, role });
  const { accessToken } = await directus.admin.login(user.email, spellings.composed);
  const ask = (password: string) =>
    request('POST', '/users/me/tfa/generate', { password }, accessToken);
  for (const password of Object.values(spellings)) {
    assert.equal((await ask(password)).status, 200);
  }
  assert.equal((await ask('another one')).status, 401);
});

test('the password of a share opens it in every spelling', async () => {
  const { id } = await directus.admin.createShare(spellings.decomposed);
  for (const password of Object.values(spellings)) {
    const { status, data } = await request('POST', '/shares/auth', { share: id, password }, null);
    assert.equal(status, 200);
    assert.equal(typeof field(data, 'access_token'), 'string');
  }
  const wrong = { share: id, password: 'another one' };
  assert.equal((await request('POST', '/shares/auth', wrong, null)).status, 401);
});

test('a revision that is brought back makes no password and no token of asterisks', async () => {
  const user = await directus.admin.createUser();
  const token = `static-${user.id}`;
  await done(request('PATCH', `/users/${user.id}`, { token, title: 'before' }));
  await done(request('PATCH', `/users/${user.id}`, { title: 'after' }));
  const of = `filter[item][_eq]=${user.id}&filter[collection][_eq]=directus_users&sort=-id`;
  const { data } = await request('GET', `/revisions?${of}`);
  const former = Array.isArray(data) ? String(field(data[1], 'id')) : '';
  await done(request('POST', `/utils/revert/${former}`));
  const now = await request('GET', `/users/${user.id}?fields=title`);
  assert.equal(field(now.data, 'title'), 'before');
  assert.equal(await logIn(user.email, '**********'), 401);
  assert.equal(await logIn(user.email, user.password), 200);
  assert.equal((await request('GET', '/users/me', undefined, '**********')).status, 401);
  assert.equal((await request('GET', '/users/me', undefined, token)).status, 200);
});

test('a password that such a revision has made of asterisks before opens nothing', async () => {
  const user = await directus.admin.createUser();
  const { accessToken } = await directus.admin.login(user.email, user.password);
  await setPasswordHash(directus, user.id, '**********');
  assert.equal(await logIn(user.email, '**********'), 401);
  const proof = { password: '**********' };
  assert.equal((await request('POST', '/users/me/tfa/generate', proof, accessToken)).status, 401);
});

test('what stands for a secret changes none, by whichever way it is written back', async () => {
  for (const set of Object.values(ways)) {
    const user = await directus.admin.createUser();
    await set(user, '**********');
    assert.equal(await logIn(user.email, user.password), 200);
  }
  const user = { email: 'stars@example.com', role: proRoleId };
  const { status, text } = await request('POST', '/users', { ...user, password: '**********' });
  assert.equal(status, 400);
  assert.match(text, /most common passwords/);
});

test('a login without a password, or with one that is no text, is refused as ever', async () => {
  const { email } = await directus.admin.createUser();
  for (const password of [undefined, null, 7, ['a'], {}]) {
    const { status } = await request('POST', '/auth/login', { email, password }, null);
    assert.equal(status, 400, JSON.stringify(password));
  }
});
