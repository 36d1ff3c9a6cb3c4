import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import {
  makeEmptyDatabase,
  whyNoPostgres,
} from '../../../extensions/guard/test/support/postgres.ts';
import { makeCertificate } from '../../../test/support/make-certificate.ts';
import { lockData } from '../src/commands/up/data-lock.ts';
import { assertFault, diagnose, makeInstallation } from './support/doctor.ts';
import { freePorts, occupyPort } from './support/installation.ts';

async function listen(t: TestContext, answer: RequestListener): Promise<number> {
  const server = createServer(answer).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  t.after(() => server.close());
  return (server.address() as AddressInfo).port;
}

test("a stranger on the API's port: says how to find it", async (t) => {
  const port = await occupyPort(t);
  const { dir, texts } = await makeInstallation(t, { SERVER_PORT: String(port) });
  const { of } = await diagnose(dir, texts);
  assertFault(of('port.api'), /Another program has port/, new RegExp(`ss -ltnp sport = :${port}`));
});

test('an npm start that has not come up yet is no stranger on the port of its API', async (t) => {
  const port = await occupyPort(t);
  const { dir, texts } = await makeInstallation(t, { SERVER_PORT: String(port) });
  const unlock = await lockData(join(dir, 'data'));
  const during = await diagnose(dir, texts);
  assertFault(during.of('port.api'), /"npm start" runs here/, /Wait for .*data\/logs/);
  await unlock();
  const { of } = await diagnose(dir, texts);
  assertFault(of('port.api'), /Another program has port/, /ss -ltnp/);
});

test("a stranger on Directus's port: the same, and Directus isn't asked", async (t) => {
  const port = await listen(t, (_, answer) => answer.end('hello'));
  const { dir, texts } = await makeInstallation(t, { DIRECTUS_URL: `http://127.0.0.1:${port}` });
  const { of } = await diagnose(dir, texts);
  assertFault(of('port.directus'), /Another program has port/, /another port in \.env/);
  assert.deepEqual(of('directus.reachable').waitsFor, ['port.directus']);
});

test('one port for both servers: says so', async (t) => {
  const { SERVER_PORT } = await freePorts();
  const DIRECTUS_URL = `http://127.0.0.1:${SERVER_PORT}`;
  const { dir, texts } = await makeInstallation(t, { SERVER_PORT, DIRECTUS_URL });
  const { of } = await diagnose(dir, texts);
  assertFault(of('port.api'), /both say port/, /Set another port/);
});

test("Directus isn't there: says how to start it, and skips what it would be asked", async (t) => {
  const { dir, texts } = await makeInstallation(t);
  const { of, failed } = await diagnose(dir, texts);
  assertFault(of('directus.reachable'), /nothing listens there, ECONNREFUSED/, /npm start/);
  assert.deepEqual(failed, ['directus.reachable']);
  assert.deepEqual(of('directus.admin_token').waitsFor, ['directus.reachable']);
  assert.deepEqual(of('directus.state').waitsFor, ['directus.admin_token']);
});

test('PostgreSQL where nothing listens: a fault that names the variables', async (t) => {
  const pg = { DB_CLIENT: 'pg', DB_HOST: '127.0.0.1', DB_DATABASE: 'genie', DB_USER: 'genie' };
  const { SERVER_PORT: DB_PORT } = await freePorts();
  const away = await makeInstallation(t, { ...pg, DB_PORT });
  const { of } = await diagnose(away.dir, away.texts);
  assertFault(of('database.usable'), /PostgreSQL does not answer/, /DB_HOST and DB_PORT/);
  assert.deepEqual(of('directus.reachable').waitsFor, ['database.usable']);
});

/** A PostgreSQL that asks for a password and takes none: it answers as the real one does (28P01). */
async function refusingPostgres(t: TestContext): Promise<number> {
  const server = createTcpServer((socket) => {
    socket.on('error', () => {});
    let asked = false;
    socket.on('data', () => {
      if (!asked) socket.write(Buffer.from([0x52, 0, 0, 0, 8, 0, 0, 0, 3]));
      else socket.end(errorResponse('28P01', 'password authentication failed'));
      asked = true;
    });
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  t.after(() => server.close());
  return (server.address() as AddressInfo).port;
}

function errorResponse(code: string, message: string): Buffer {
  const body = Buffer.from(`SFATAL\0VFATAL\0C${code}\0M${message}\0\0`);
  const head = Buffer.alloc(5, 'E');
  head.writeInt32BE(body.length + 4, 1);
  return Buffer.concat([head, body]);
}

const pgPassword = 'a-password-of-this-test-only-5Vq9';

async function askPostgres(t: TestContext, variables: Record<string, string>) {
  const pg = { DB_CLIENT: 'pg', DB_HOST: '127.0.0.1', DB_PORT: '5432', DB_USER: 'postgres' };
  const changes = { ...pg, DB_PASSWORD: pgPassword, ...variables };
  const { dir, texts } = await makeInstallation(t, changes);
  return diagnose(dir, texts);
}

test('PostgreSQL with a wrong password: a fault that shows none of it', async (t) => {
  const DB_PORT = String(await refusingPostgres(t));
  const { of } = await askPostgres(t, { DB_PORT, DB_DATABASE: 'genie' });
  assertFault(
    of('database.usable'),
    /refuses postgres with DB_PASSWORD \(28P01\)/,
    /Correct DB_USER/,
  );
  assert.deepEqual(of('directus.reachable').waitsFor, ['database.usable']);
});

test('a real PostgreSQL: good, and a fault for a wrong user or database', {
  skip: whyNoPostgres(),
}, async (t) => {
  const DB_DATABASE = await makeEmptyDatabase(t);
  const good = (await askPostgres(t, { DB_DATABASE })).of('database.usable');
  assert.deepEqual([good.status, good.fix], ['ok', undefined]);
  assert.match(good.message, /127\.0\.0\.1:5432 takes postgres into genie_/);
  const stranger = await askPostgres(t, { DB_DATABASE, DB_USER: 'genie_nobody_of_that_name' });
  assertFault(stranger.of('database.usable'), /refuses genie_nobody\S+ .*28000/, /DB_USER/);
  const gone = await askPostgres(t, { DB_DATABASE: `${DB_DATABASE}_gone` });
  assertFault(gone.of('database.usable'), /no database \S+_gone \(3D000\)/, /DB_DATABASE/);
  assert.deepEqual(gone.failed, ['database.usable']);
});

test('a SQLite file that can not be made, or is none: says so, and does not say to start', async (t) => {
  const proc = await makeInstallation(t, { DB_FILENAME: '/proc/nothing/x.db' });
  const made = (await diagnose(proc.dir, proc.texts)).of('database.usable');
  assertFault(made, /can't be made: \/proc takes no file/, /DB_FILENAME/);
  const { dir, texts } = await makeInstallation(t, { DB_FILENAME: 'none.db' });
  await writeFile(join(dir, 'none.db'), 'garbage', { mode: 0o600 });
  assertFault((await diagnose(dir, texts)).of('database.usable'), /can't be read as/, /backup/);
});

/** What answers a ping as Directus does, and takes no token. */
function startPong(t: TestContext): Promise<number> {
  const error = { message: 'no', extensions: { code: 'INVALID_CREDENTIALS' } };
  return listen(t, ({ url }, answer) => {
    if (url === '/server/ping') answer.end('pong');
    else
      answer.writeHead(url?.startsWith('//') ? 404 : 401).end(JSON.stringify({ errors: [error] }));
  });
}

for (const slashes of ['/', '//']) {
  test(`DIRECTUS_URL that ends with ${slashes}: no false alarm`, async (t) => {
    const DIRECTUS_URL = `http://127.0.0.1:${await startPong(t)}${slashes}`;
    const { dir, texts } = await makeInstallation(t, { DIRECTUS_URL });
    const { of } = await diagnose(dir, texts);
    for (const id of ['port.directus', 'directus.reachable']) assert.equal(of(id).status, 'ok', id);
    assertFault(of('directus.admin_token'), /refuses the token/, /field Token/);
  });
}

test('the published admin token, which Directus refuses: one hint, to make a new one', async (t) => {
  const DIRECTUS_URL = `http://127.0.0.1:${await startPong(t)}`;
  const token = { DIRECTUS_ADMIN_TOKEN: 'agentx-directus-admin-static-2026' };
  const { dir, texts } = await makeInstallation(t, { DIRECTUS_URL, ...token });
  const { of, report } = await diagnose(dir, texts);
  assertFault(of('secrets.published'), /DIRECTUS_ADMIN_TOKEN/, /genie secrets new/);
  assertFault(of('directus.admin_token'), /no secret either/, /new one with "genie secrets new/);
  assert.doesNotMatch(JSON.stringify(report), /Give it to an active administrator/);
});

for (const isOn of [true, false]) {
  const [found, wanted] = isOn ? ['without', 'on'] : ['with', 'off'];
  test(`the API runs ${found} HTTPS, which is ${wanted}: says to restart it`, async (t) => {
    const installation = await withHttps(t, isOn ? 'true' : 'false');
    const files = ['cert.pem', 'key.pem'].map((name) => readFile(join(installation.dir, name)));
    const [cert, key] = await Promise.all(files);
    const health: RequestListener = (_, answer) => {
      answer.writeHead(200, { 'x-request-id': 'one', 'cache-control': 'no-store' }).end('{}');
    };
    const server = isOn ? createServer(health) : createSecureServer({ cert, key }, health);
    server.listen(Number(installation.texts.SERVER_PORT), '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    t.after(() => server.close());
    const { of } = await diagnose(installation.dir, installation.texts);
    const says = isOn ? /runs without HTTPS, .* is on now/ : /runs with HTTPS, .* is off now/;
    assertFault(of('port.api'), says, /Restart the API/);
  });
}

test('a Directus elsewhere: asks for none of its own secrets, port or database', async (t) => {
  const changes = { DIRECTUS_URL: 'http://directus.invalid', SECRET: '', ADMIN_PASSWORD: '' };
  const { dir, texts } = await makeInstallation(t, changes);
  const { of } = await diagnose(dir, texts);
  assert.equal(of('secrets.set').status, 'ok');
  for (const id of ['port.directus', 'database.there', 'database.usable']) {
    assert.deepEqual([of(id).status, of(id).waitsFor], ['skipped', undefined]);
  }
  assertFault(of('directus.reachable'), /does not answer/, /DIRECTUS_URL/);
});

async function withHttps(
  t: TestContext,
  ENABLE_HTTPS: 'true' | 'false' = 'true',
  days: [from: number, to: number] = [-1, 90],
) {
  const variables = {
    ENABLE_HTTPS,
    HTTPS_CERT_PATH: 'cert.pem',
    HTTPS_KEY_PATH: 'key.pem',
  };
  const installation = await makeInstallation(t, variables);
  const { cert, key } = await makeCertificate(...days);
  await writeFile(join(installation.dir, 'cert.pem'), cert);
  await writeFile(join(installation.dir, 'key.pem'), key);
  return installation;
}

test('HTTPS files that fit, found beside .env: well', async (t) => {
  const { dir, texts } = await withHttps(t);
  const { of } = await diagnose(dir, texts);
  assert.equal(of('https.files').status, 'ok');
  assert.equal(of('https.expiry').status, 'ok');
});

test('a certificate that ends within 14 days: a warning; one that has ended: a fault', async (t) => {
  const soon = await withHttps(t, 'true', [-1, 13]);
  const warned = await diagnose(soon.dir, soon.texts);
  assertFault(warned.of('https.expiry'), /1[23] more days/, /Renew/, 'warn');
  const ended = await withHttps(t, 'true', [-9, -1]);
  const failed = await diagnose(ended.dir, ended.texts);
  assertFault(failed.of('https.expiry'), /expired on/, /Renew/);
});

test('HTTPS files that are missing, are none, or do not belong together: says which', async (t) => {
  const { dir, texts } = await withHttps(t);
  const key = join(dir, 'key.pem');
  await writeFile(key, (await makeCertificate()).key);
  const other = await diagnose(dir, texts);
  assertFault(other.of('https.files'), /does not belong/, /made together/);
  await writeFile(key, 'no key');
  const none = await diagnose(dir, texts);
  assertFault(none.of('https.files'), /HTTPS_KEY_PATH .* PEM key/, /openssl pkey/);
  const missing = await makeInstallation(t, { ...texts, HTTPS_CERT_PATH: 'gone.pem' });
  const { of } = await diagnose(missing.dir, missing.texts);
  assertFault(
    of('https.files'),
    /HTTPS_CERT_PATH .*cannot be read/,
    /Correct the path, .*gone\.pem/,
  );
  assert.deepEqual(of('https.expiry').waitsFor, ['https.files']);
});

const apiKey = 'model-key-of-this-test-only';

/** Models behind a key, as OpenAI-compatible servers list them. */
async function startModels(t: TestContext): Promise<string> {
  const port = await listen(t, (request, answer) => {
    if (request.url !== '/v1/models') return void answer.writeHead(404).end();
    if (request.headers.authorization !== `Bearer ${apiKey}`)
      return void answer.writeHead(401).end();
    answer.end(JSON.stringify({ object: 'list', data: [{ id: 'small' }, { id: 'tiny:latest' }] }));
  });
  return `http://127.0.0.1:${port}/v1`;
}

const withModel = (t: TestContext, variables: Record<string, string>) =>
  makeInstallation(t, { CAPTION_PROVIDER: 'openai-compatible', ...variables });

test('a model server with the model, its tag "latest" left out or not: well', async (t) => {
  const LLM_BASE_URL = await startModels(t);
  for (const LLM_MODEL of ['small', 'tiny', 'tiny:latest']) {
    const { dir, texts } = await withModel(t, { LLM_BASE_URL, LLM_API_KEY: apiKey, LLM_MODEL });
    const { of } = await diagnose(dir, texts);
    assert.equal(of('model.name').status, 'ok', LLM_MODEL);
  }
});

test('a model server without the model: names those that it has', async (t) => {
  const LLM_BASE_URL = await startModels(t);
  const { dir, texts } = await withModel(t, { LLM_BASE_URL, LLM_API_KEY: apiKey });
  const { of } = await diagnose(dir, texts);
  assertFault(of('model.name'), /does not have the model dolphin/, /small, tiny:latest/);
});

test('a model server that is away, refuses the key, or is none: says which', async (t) => {
  const away = await withModel(t, { LLM_BASE_URL: `${(await freePorts()).DIRECTUS_URL}/v1` });
  const one = await diagnose(away.dir, away.texts);
  assertFault(one.of('model.reachable'), /does not answer/, /LLM_BASE_URL/);
  assert.deepEqual(one.of('model.name').waitsFor, ['model.reachable']);

  const LLM_BASE_URL = await startModels(t);
  const refused = await withModel(t, { LLM_BASE_URL, LLM_API_KEY: 'a-key-that-is-wrong' });
  const two = await diagnose(refused.dir, refused.texts);
  assertFault(two.of('model.reachable'), /refuses the key in LLM_API_KEY/, /Set LLM_API_KEY/);

  const none = await withModel(t, { LLM_BASE_URL: LLM_BASE_URL.replace('/v1', '') });
  const three = await diagnose(none.dir, none.texts);
  assertFault(three.of('model.reachable'), /no OpenAI-compatible server/, /\/v1/);
});
