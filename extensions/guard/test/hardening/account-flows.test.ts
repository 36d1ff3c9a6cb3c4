import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { proRoleId } from '../../../../directus/state/accounts.ts';
import { field, type TestUser } from '../../../../test/support/directus-client.ts';
import { sendFrom } from '../../../../test/support/send-from.ts';
import {
  closeAccountFlows,
  proveAccountFlowsClosed,
  rememberWhoAsks,
} from '../../src/hardening/account-flows.ts';
import type { Services } from '../../src/shared/directus.ts';
import {
  countLines,
  type LoggedDirectus,
  startLoggedDirectus,
} from '../support/guarded-directus.ts';

let directus: LoggedDirectus;
let user: TestUser;
let token: string;

before(async () => {
  directus = await startLoggedDirectus({ LOG_LEVEL: 'info' });
  user = await directus.admin.createUser();
  token = (await directus.login(user.email, user.password)).accessToken;
});
after(() => directus?.stop());

const body = {
  email: 'new@example.com',
  password: 'a long password',
  role: proRoleId,
  token: 'x',
  otp: '000000',
  secret: 'JBSWY3DPEHPK3PXP',
};
const flows: Record<string, [method: string, path: string][]> = {
  password_reset: [
    ['POST', '/auth/password/request'],
    ['POST', '/auth/password/reset'],
  ],
  registration: [
    ['POST', '/users/register'],
    ['GET', '/users/register/verify-email?token=x'],
  ],
  invitation: [
    ['POST', '/users/invite'],
    ['POST', '/users/invite/accept'],
  ],
  second_factor: [
    ['POST', '/users/me/tfa/generate'],
    ['POST', '/users/me/tfa/enable'],
    ['POST', '/users/me/tfa/disable'],
  ],
};
const mutations: Record<string, string[]> = {
  password_reset: [
    'auth_password_request(email: "new@example.com")',
    'auth_password_reset(token: "x", password: "a long password")',
  ],
  registration: [
    'users_register(email: "new@example.com", password: "a long password")',
    'users_register_verify(token: "x")',
  ],
  invitation: [
    `users_invite(email: "new@example.com", role: "${proRoleId}")`,
    'users_invite_accept(token: "x", password: "a long password")',
  ],
  second_factor: [
    'users_me_tfa_generate(password: "x") { secret }',
    'users_me_tfa_enable(otp: "000000", secret: "JBSWY3DPEHPK3PXP")',
    'users_me_tfa_disable(otp: "000000")',
  ],
};

async function countUsers(): Promise<unknown> {
  return (await directus.admin.request('GET', '/users?aggregate[count]=*')).data;
}

/** Sends the path letter by letter as it stands, which `fetch` wouldn't. */
function send(method: string, path: string, headers: Record<string, string> = {}) {
  const authorization = { authorization: `Bearer ${token}` };
  const url = `${directus.url}${path}`;
  return sendFrom('127.0.0.1', { method, url, body, headers: { ...authorization, ...headers } });
}

for (const [reason, routes] of Object.entries(flows)) {
  describe(`the endpoints of ${reason}`, () => {
    test('are closed over REST to everyone but administrators', async () => {
      const users = await countUsers();
      for (const [method, path] of routes) {
        for (const who of [null, token]) {
          const sent = method === 'GET' ? undefined : body;
          const answer = await directus.admin.request(method, path, sent, who);
          assert.equal(answer.status, 403, `${path}: ${answer.text}`);
          assert.match(answer.text, /"code":"FORBIDDEN"/);
        }
      }
      assert.deepEqual(await countUsers(), users);
    });

    test('are closed in every spelling of their address', async () => {
      const spellings = [
        (path: string) => path.toUpperCase(),
        (path: string) => `${path}/`,
        (path: string) => path.replace(/^(\/\w+)\//, '$1//'),
        (path: string) => path.replace('/users/me/', '/users//me/'),
        (path: string) => path.replace(/[a-z](?=[^/]*$)/, encoded),
        (path: string) => path.replace(/[a-z](?=\/)/, encoded),
        (path: string) => `${path}?/other`,
      ];
      for (const [, path] of routes.filter(([method]) => method === 'POST')) {
        for (const spell of spellings) {
          const spelled = spell(path);
          const { status, text } = await send('POST', spelled);
          assert.equal(status, 403, `${spelled}: ${text}`);
        }
      }
    });

    test('are closed over GraphQL to everyone but administrators', async () => {
      for (const mutation of mutations[reason] ?? []) {
        const [field = ''] = /^\w+/.exec(mutation) ?? [];
        const documents = [
          `mutation { ${mutation} }`,
          `mutation { other: ${mutation} }`,
          `mutation { ...F } fragment F on Mutation { ${mutation.replace(field, `a: ${field}`)} }`,
        ];
        for (const who of [null, token]) {
          for (const document of documents) {
            const answer = await directus.admin.graphql('system', document, who);
            assert.equal(answer.status, 403, answer.text);
          }
        }
      }
    });

    test('are refused with a reason in the log', () => {
      // Within ten seconds of the start, which tries all of them, it's said of the start alone.
      assert.ok(countLines(directus.lines, `Refused a closed endpoint: ${reason}`) > 0);
    });
  });
}

function encoded(letter: string): string {
  return `%${letter.charCodeAt(0).toString(16)}`;
}

test('another method, or one that a header names, opens none of them', async () => {
  const override = { 'x-http-method-override': 'POST', 'x-method-override': 'POST' };
  for (const method of ['GET', 'PUT', 'PATCH', 'SEARCH']) {
    const path = '/auth/password/request';
    const { status } = await directus.admin.request(method, path, undefined, token, override);
    assert.equal(status, 403, method);
  }
});

test('an administrator may use them', async () => {
  const invite = { email: 'invited@example.com', role: proRoleId };
  assert.equal((await directus.admin.request('POST', '/users/invite', invite)).status, 204);
  const made = await directus.admin.request('GET', '/users?filter[email]=invited@example.com');
  assert.equal(field((made.data as object[])[0], 'status'), 'invited');
  const reset = { email: user.email };
  const asked = await directus.admin.request('POST', '/auth/password/request', reset);
  assert.equal(asked.status, 204);
  const other = await directus.admin.createUser({ tfa_secret: 'JBSWY3DPEHPK3PXP' });
  const off = await directus.admin.request('POST', `/users/${other.id}/tfa/disable`, {});
  assert.equal(off.status, 204, off.text);
});

test('a service whose method is open is named before Directus listens', async () => {
  const refused = Object.assign(new Error('closed'), { name: 'DirectusError', code: 'FORBIDDEN' });
  const closed = async () => Promise.reject(refused);
  const names = ['requestPasswordReset', 'resetPassword', 'registerUser', 'verifyRegistration'];
  const users = Object.fromEntries([...names, 'inviteUser'].map((name) => [name, closed]));
  const UsersService = { prototype: { ...users, acceptInvite: async () => 'done' } };
  const TFAService = { prototype: {} };
  await assert.rejects(
    proveAccountFlowsClosed({ services: { UsersService, TFAService } as unknown as Services }),
    /UsersService\.acceptInvite is closed/,
  );
});

test('behind every address, the methods are closed to whoever is signed in, too', async () => {
  const names = [
    'requestPasswordReset',
    'resetPassword',
    'registerUser',
    'verifyRegistration',
    'inviteUser',
    'acceptInvite',
    'generateTFA',
    'enableTFA',
    'disableTFA',
  ];
  const serviceClass = () => {
    class Service {}
    for (const name of names) Reflect.set(Service.prototype, name, async () => 'done');
    return Service;
  };
  const services = { UsersService: serviceClass(), TFAService: serviceClass() };
  const refused: unknown[] = [];
  closeAccountFlows(services as unknown as Services, (reason) => refused.push(reason));
  const call = (accountability: object | undefined) =>
    new Promise<unknown>((resolve) => {
      const request = { id: 1, accountability } as never;
      rememberWhoAsks(request, undefined, () => {
        const service = new services.UsersService() as { inviteUser(): Promise<unknown> };
        service.inviteUser().then(resolve, resolve);
      });
    });
  for (const who of [undefined, { user: null }, { user: 'x', admin: false }]) {
    assert.match(String(await call(who)), /Only administrators/);
  }
  assert.deepEqual(refused, ['invitation', 'invitation', 'invitation']);
  assert.equal(await call({ user: 'x', admin: true }), 'done');
});
