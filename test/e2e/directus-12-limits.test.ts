/** The limits of a Directus 12 without a licence, and what is so beyond them, as docs/how-to/directus-12.md says. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { diagnose } from '../../apps/cli/test/support/doctor.ts';
import { openSqlite } from '../../extensions/guard/test/support/guarded-directus.ts';
import { openBrowser } from '../support/browser.ts';
import { field } from '../support/directus-client.ts';
import { testAdmin, testRelease } from '../support/directus-settings.ts';
import type { TestDirectus } from '../support/start-directus.ts';
import { type Person, type System, startSystem } from '../support/system.ts';

const skip = testRelease !== '12' && 'needs Directus 12: npm run test:directus12';

let dir: string;

before(async () => {
  dir = await mkdtemp(join(tmpdir(), 'genie-limits-'));
});
after(() => rm(dir, { recursive: true, force: true }));

type Database = Awaited<ReturnType<typeof openSqlite>>;

/** Writes what Directus itself would refuse, and starts it again: it counts when it starts. */
async function writeBehindDirectus(
  { directus }: System<TestDirectus>,
  write: (db: Database) => Promise<unknown>,
): Promise<void> {
  const db = await openSqlite(directus.settings.dataDir);
  await write(db);
  await db.destroy();
  await directus.restart();
}

async function addAdministrators(db: Database, count: number): Promise<void> {
  const { id: role } = await db('directus_roles').where({ name: 'Administrator' }).first('id');
  const administrators = Array.from({ length: count }, (_, n) => ({
    id: randomUUID(),
    email: `administrator-${n}@example.com`,
    role,
    status: 'active',
    provider: 'default',
  }));
  await db('directus_users').insert(administrators);
}

/** What `genie doctor` says of the licence. */
async function doctorOf({ directus }: System<TestDirectus>) {
  const variables = {
    DIRECTUS_RELEASE: '12',
    DIRECTUS_URL: directus.url,
    DIRECTUS_ADMIN_TOKEN: testAdmin.token,
  };
  return (await diagnose(dir, {}, { variables })).of('directus.licence');
}

async function signInAt({ directus, api }: System<TestDirectus>) {
  const { email, password } = await directus.admin.createUser();
  const body = { email, password };
  return await openBrowser({ url: api.url }).send('POST', '/api/session', { body });
}

function codeOf(body: unknown): unknown {
  const errors = field(body, 'errors');
  return field(field(Array.isArray(errors) ? errors[0] : undefined, 'extensions'), 'code');
}

describe('with more administrators than its core allows Directus 12 is locked', { skip }, () => {
  let system: System<TestDirectus>;
  let mia: Person;
  let cookie: Map<string, string>;

  before(async () => {
    system = await startSystem({ directus: {} });
    mia = await system.person();
    cookie = (await system.signIn()).browser.jar;
    await writeBehindDirectus(system, (db) => addAdministrators(db, 3));
  });
  after(() => system?.stop());

  test('a sign-in is 503, never "wrong password", and the log has the reason', async () => {
    const answer = await signInAt(system);
    assert.equal(answer.status, 503, answer.text);
    assert.equal(answer.body.code, 'directus.unavailable');
    assert.match(system.api.log(), /a login: 403 RESOURCE_RESTRICTED/);
  });

  test('what is kept at Directus is 503 as well, and the log names the licence', async () => {
    const { token } = mia;
    const jobs = await system.api.request('GET', `/api/queue/jobs/${randomUUID()}`, { token });
    assert.equal(jobs.status, 503, jobs.text);
    assert.match(system.api.log(), /RESOURCE_RESTRICTED; its licence does not allow it/);
  });

  test('nobody who is signed in is refused for it, and who was revoked is', async () => {
    const me = () => openBrowser({ url: system.api.url, jar: cookie }).send('GET', '/api/me');
    assert.equal((await me()).status, 200);
    const request = { token: mia.token };
    assert.equal((await system.api.request('GET', '/api/me', request)).status, 200);
    await system.directus.admin.request('PATCH', `/users/${mia.id}`, { status: 'suspended' });
    assert.equal((await system.api.request('GET', '/api/me', request)).status, 401);
  });

  test('the doctor says so, what is too much, and what to do', async () => {
    const { status, message, details, fix } = await doctorOf(system);
    assert.equal(status, 'fail', message);
    assert.match(message, /beyond what its licence allows, so only administrators sign in/);
    assert.deepEqual(details, ['It has 4 seats, and may have 3.']);
    assert.match(String(fix), /Suspend people .*directus-12\.md/);
  });

  test('people sign in again once an administrator has suspended one and restarted it', async () => {
    const found = await system.directus.admin.request(
      'GET',
      '/users?filter[email][_eq]=administrator-0@example.com',
    );
    const id = field((found.data as object[])[0], 'id');
    await system.directus.admin.request('PATCH', `/users/${id}`, { status: 'suspended' });
    assert.equal((await signInAt(system)).status, 503);
    await system.directus.restart();
    assert.equal((await signInAt(system)).status, 200);
    assert.equal((await doctorOf(system)).status, 'ok');
  });
});

describe('the limits of Directus 12 for collections and flows', { skip }, () => {
  let system: System<TestDirectus>;

  before(async () => {
    system = await startSystem({ directus: {} });
  });
  after(() => system?.stop());

  const ask = (method: string, path: string, body?: unknown) =>
    system.directus.admin.request(method, path, body);
  const makeCollection = (collection: string) =>
    ask('POST', '/collections', { collection, schema: {}, meta: {} });
  const usageOf = async (what: string) =>
    field(field((await ask('GET', '/license')).data, 'usage'), what);

  test('eleven of its 25 collections are ours; it takes the rest, and refuses the 26th', async () => {
    assert.equal(await usageOf('collections'), 11);
    for (let n = 12; n <= 25; n += 1) {
      const made = await makeCollection(`number_${n}`);
      assert.equal(made.status, 200, made.text);
    }
    const refused = await makeCollection('number_26');
    assert.equal(refused.status, 403, refused.text);
    assert.equal(codeOf(refused.body), 'LIMIT_EXCEEDED');
  });

  test('a table without an entry in Directus does not count', async () => {
    await writeBehindDirectus(system, (db) =>
      db.schema.createTable('number_26', (t) => t.increments('id')),
    );
    assert.equal(await usageOf('collections'), 25);
    assert.equal((await signInAt(system)).status, 200);
  });

  test('with a 26th it is locked, and the doctor says what is too much', async () => {
    await writeBehindDirectus(system, (db) =>
      db('directus_collections').insert({ collection: 'number_26' }),
    );
    assert.equal((await signInAt(system)).status, 503);
    const { status, details } = await doctorOf(system);
    assert.equal(status, 'fail');
    assert.deepEqual(details, ['It has 26 collections, and may have 25.']);
  });

  test('an administrator removes one, and people sign in again at once', async () => {
    assert.equal((await ask('DELETE', '/collections/number_26')).status, 204);
    assert.equal((await signInAt(system)).status, 200);
    assert.equal((await doctorOf(system)).status, 'ok');
  });

  test('it takes five active flows, and no sixth', async () => {
    const flow = { name: 'a flow', trigger: 'manual', status: 'active' };
    for (let n = 1; n <= 5; n += 1) {
      const made = await ask('POST', '/flows', flow);
      assert.equal(made.status, 200, made.text);
    }
    const refused = await ask('POST', '/flows', flow);
    assert.equal(refused.status, 403, refused.text);
    assert.equal(codeOf(refused.body), 'LIMIT_EXCEEDED');
    assert.equal((await ask('POST', '/flows', { ...flow, status: 'inactive' })).status, 200);
  });
});

describe('a Directus 12 where somebody signs in by a provider', { skip }, () => {
  let system: System<TestDirectus>;

  before(async () => {
    system = await startSystem({ directus: {} });
  });
  after(() => system?.stop());

  test('is locked, says the doctor, until that user is suspended and it is restarted', async () => {
    const { id } = await system.directus.admin.createUser();
    await writeBehindDirectus(system, (db) =>
      db('directus_users').where({ id }).update({ provider: 'keycloak', external_identifier: id }),
    );
    assert.equal((await signInAt(system)).status, 503);
    const { status, details } = await doctorOf(system);
    assert.deepEqual([status, details], ['fail', ['An active user signs in by a provider.']]);
    await system.directus.admin.request('PATCH', `/users/${id}`, { status: 'suspended' });
    await system.directus.restart();
    assert.equal((await signInAt(system)).status, 200);
  });
});

describe('the 30 days of a Directus 12 that came from 11 with too much', { skip }, () => {
  let system: System<TestDirectus>;

  before(async () => {
    system = await startSystem({ directus: {} });
  });
  after(() => system?.stop());

  /** The migration by which Directus 12 knows when it came. */
  const ofTwelve = '20260507A';
  const ago = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString();

  /** As if the database had been made, and brought to 12, so many days ago. */
  const bringToTwelve = (madeDaysAgo: number, broughtDaysAgo: number) =>
    writeBehindDirectus(system, async (db) => {
      await db('directus_migrations').update({ timestamp: ago(madeDaysAgo) });
      const brought = { timestamp: ago(broughtDaysAgo) };
      assert.equal(await db('directus_migrations').where({ version: ofTwelve }).update(brought), 1);
    });

  test('on the 29th day people sign in, and the doctor warns', async () => {
    await writeBehindDirectus(system, (db) => addAdministrators(db, 3));
    await bringToTwelve(90, 29);
    assert.equal((await signInAt(system)).status, 200);
    const { status, message, details } = await doctorOf(system);
    assert.equal(status, 'warn', message);
    const lastDay = ago(-1).slice(0, 10);
    assert.match(message, new RegExp(`locks on ${lastDay}`));
    assert.deepEqual(details, ['It has 4 seats, and may have 3.']);
  });

  test('on the 31st it is locked', async () => {
    await bringToTwelve(90, 31);
    assert.equal((await signInAt(system)).status, 503);
    assert.equal((await doctorOf(system)).status, 'fail');
  });

  test('a database that was younger than a day when it came has no such days', async () => {
    await bringToTwelve(1.9, 1);
    assert.equal((await signInAt(system)).status, 503);
  });
});
