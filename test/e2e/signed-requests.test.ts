import assert from 'node:assert/strict';
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { request as sendHttp } from 'node:http';
import { after, before, test } from 'node:test';
import {
  type ClientManager,
  clientIdOf,
  hashClientSecret,
  hmacSha256,
  signatureBase,
} from '@genie-helper/service-clients';
import { createGenieServerClient } from '../../packages/client/src/server/index.ts';
import { type CredentialSystem, startCredentialSystem } from '../support/credential-system.ts';
import { manageClients, newClient } from '../support/service-clients.ts';
import type { ApiAnswer, TestApi } from '../support/start-api.ts';

let stack: CredentialSystem;
let second: TestApi;
let clients: ClientManager;
let connection: string;

before(async () => {
  stack = await startCredentialSystem();
  second = await stack.startApi();
  clients = await manageClients(stack);
  connection = await stack.connect(await stack.person(), { key: 'canary-7d' });
});
after(() => stack?.stop());

const route = '/api/credentials/reveal';

interface Signing {
  secret: string;
  method?: string;
  path?: string;
  body?: string;
  created?: number;
  nonce?: string;
}

const inSeconds = () => Math.floor(Date.now() / 1_000);

/** The headers of a signed request, made without the product's signer. */
function sign({ secret, method = 'POST', path = route, created = inSeconds(), ...rest }: Signing) {
  const { body = bodyOf(), nonce = randomUUID() } = rest;
  const digest = `sha-256=:${createHash('sha256').update(body).digest('base64')}:`;
  const parameters = `("@method" "@path" "@query" "content-digest");created=${created};nonce="${nonce}";keyid="${clientIdOf(secret)}"`;
  const lines = [
    ['@method', method],
    ['@path', path],
    ['@query', '?'],
    ['content-digest', digest],
  ] as const;
  const bytes = hmacSha256(hashClientSecret(secret), signatureBase(lines, parameters));
  return {
    'content-digest': digest,
    'signature-input': `sig=${parameters}`,
    signature: `sig=:${bytes.toString('base64')}:`,
  };
}

const bodyOf = (id = connection) => JSON.stringify({ creatorProfileId: id });

function send(
  api: TestApi,
  headers: Record<string, string>,
  { path = route, body = bodyOf() } = {},
): Promise<ApiAnswer> {
  return api.request('POST', path, {
    headers: { ...headers, 'content-type': 'application/json' },
    body,
  });
}

/** It is 401, and the log has this reason. */
async function assertRefused(reason: string, asked: () => Promise<ApiAnswer>, api = stack.api) {
  const logged = api.log().length;
  const answer = await asked();
  assert.equal(answer.status, 401, answer.text);
  assert.equal(answer.body.error, 'Unauthorized');
  assert.match(api.log().slice(logged), new RegExp(`"reason":"${reason}"`));
}

test('a signed request is let in, also of a client that must sign, and the log names it', async () => {
  for (const mustSign of [false, true]) {
    const { client, secret } = await newClient(clients, { mustSign });
    const requestId = randomUUID();
    const answer = await send(stack.api, { ...sign({ secret }), 'x-request-id': requestId });
    assert.equal(answer.status, 200, answer.text);
    const filter = `&filter[request_id][_eq]=${requestId}`;
    const [entry] = await stack.rows('credential_access_log', filter);
    assert.deepEqual([entry?.client, entry?.principal_id], [client.name, 'current']);
  }
});

test("the typed client signs, and the secret isn't in what it sends", async () => {
  const { secret } = await newClient(clients, { mustSign: true });
  const sent: string[] = [];
  const server = createGenieServerClient({
    apiUrl: stack.api.url,
    secret,
    signs: true,
    fetch(input, init) {
      sent.push(JSON.stringify([input, [...new Headers(init?.headers)], init?.body]));
      return fetch(input, init);
    },
  });
  assert.deepEqual(await server.reveal(connection), { key: 'canary-7d' });
  await server.store(connection, { key: 'ü' });
  assert.deepEqual(await server.reveal(connection), { key: 'ü' });
  assert.ok(sent.length === 3 && sent.every((request) => !request.includes(secret)));
  const bare = createGenieServerClient({ apiUrl: stack.api.url, secret });
  await assert.rejects(bare.reveal(connection), { status: 401 });
  const options = { apiUrl: stack.api.url, secret: stack.secret, signs: true };
  assert.throws(() => createGenieServerClient(options), TypeError);
});

test('a nonce counts once, whichever process is asked, also at one moment', async () => {
  const { secret } = await newClient(clients);
  const headers = sign({ secret });
  assert.equal((await send(stack.api, headers)).status, 200);
  for (const api of [stack.api, second]) {
    await assertRefused('signature_replayed', () => send(api, headers), api);
  }
  for (let round = 0; round < 10; round += 1) {
    const raced = sign({ secret });
    const apis = [stack.api, second, stack.api, second];
    const answers = await Promise.all(apis.map((api) => send(api, raced)));
    assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 401, 401, 401]);
  }
});

test('the control: signatures with nonces of their own are all let in at one moment', async () => {
  const { secret } = await newClient(clients);
  const apis = [stack.api, second, stack.api, second];
  const answers = await Promise.all(apis.map((api) => send(api, sign({ secret }))));
  assert.deepEqual(
    answers.map(({ status }) => status),
    [200, 200, 200, 200],
  );
});

test('a nonce is of its client alone', async () => {
  const [one, other] = [await newClient(clients), await newClient(clients)];
  const nonce = randomUUID();
  for (const { secret } of [one, other]) {
    assert.equal((await send(stack.api, sign({ secret, nonce }))).status, 200);
  }
});

test('a signature that is 61 seconds old, or ahead, is refused by every process', async () => {
  const { secret } = await newClient(clients);
  for (const api of [stack.api, second]) {
    for (const created of [inSeconds() - 62, inSeconds() + 62]) {
      await assertRefused('signature_old', () => send(api, sign({ secret, created })), api);
    }
    assert.equal((await send(api, sign({ secret, created: inSeconds() - 30 }))).status, 200);
  }
});

test('a changed body, path or method is refused by every process', async () => {
  const { secret } = await newClient(clients);
  for (const api of [stack.api, second]) {
    const body = bodyOf(randomUUID());
    await assertRefused('signature_digest', () => send(api, sign({ secret }), { body }), api);
    const session = { path: '/api/credentials/get-platform-session' };
    await assertRefused('signature_wrong', () => send(api, sign({ secret }), session), api);
    const query = { path: `${route}?x=1` };
    await assertRefused('signature_wrong', () => send(api, sign({ secret }), query), api);
    const asPatch = sign({ secret, method: 'PATCH' });
    await assertRefused('signature_wrong', () => send(api, asPatch), api);
    const { signature, ...others } = sign({ secret });
    await assertRefused('signature_malformed', () => send(api, others as never), api);
    const alien = `sig=:${randomBytes(32).toString('base64')}:`;
    await assertRefused('signature_wrong', () => send(api, { ...others, signature: alien }), api);
    assert.ok(signature);
  }
});

test('what a client may not do it may not do signed, and an ended one does nothing', async () => {
  const { client, secret } = await newClient(clients, { routes: ['store'] });
  const refused = await send(stack.api, sign({ secret }));
  assert.deepEqual([refused.status, refused.body.code], [403, 'client.not_allowed']);
  await clients.end(client.id);
  for (const api of [stack.api, second]) {
    await assertRefused('client_ended', () => send(api, sign({ secret })), api);
  }
});

test('beside a secret in the header a signature counts for nothing', async () => {
  const { secret } = await newClient(clients);
  const headers = { ...sign({ secret }), 'x-rbac-sync-secret': 'wrong' };
  await assertRefused('secret_wrong', () => send(stack.api, headers));
});

test('a client that ends while its signed body is held back is refused', async () => {
  const { client, secret } = await newClient(clients);
  const body = bodyOf();
  const held = sendHttp(`${stack.api.url}${route}`, {
    method: 'POST',
    headers: {
      ...sign({ secret }),
      'content-type': 'application/json',
      'content-length': body.length,
    },
  });
  const answered = new Promise<number>((resolve, reject) => {
    held.on('response', (response) => resolve(response.resume().statusCode ?? 0));
    held.on('error', reject);
  });
  held.write(body.slice(0, 5));
  // Its nonce is used up by the check before the body.
  const isChecked = async () =>
    (await clients.list()).clients.find(({ id }) => id === client.id)?.lastUsedAt !== null;
  while (!(await isChecked())) await new Promise((resolve) => setTimeout(resolve, 20));
  await clients.end(client.id);
  held.end(body.slice(5));
  assert.equal(await answered, 401);
});

test('without Directus a signed request is 503, and never 401', async () => {
  const { secret } = await newClient(clients);
  const elsewhere = await stack.startApi({ directusUrl: 'http://127.0.0.1:9' });
  assert.equal((await send(elsewhere, sign({ secret }))).status, 503);
});
