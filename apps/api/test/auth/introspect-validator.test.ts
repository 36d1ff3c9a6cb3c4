import assert from 'node:assert/strict';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { after, before, test } from 'node:test';
import { createDirectusClient, type DirectusClient } from '@genie-helper/directus-client';
import {
  type FakeUpstream,
  jsonAnswer,
  startFakeUpstream,
} from '../../../../test/support/fake-upstream.ts';
import { createAutoValidator } from '../../src/auth/create-validator.ts';
import { createIntrospectValidator } from '../../src/auth/introspect-validator.ts';
import type { TokenValidator } from '../../src/auth/token-validator.ts';

const secret = 'introspection-secret-of-this-test-only';
const entry = {
  userId: 'user-1',
  email: 'a@example.com',
  firstName: 'A',
  roleId: 'role-1',
  roleName: 'Pro',
  isAdmin: false,
  subscriptionTier: 'pro',
  expiresAt: null,
};

let upstream: FakeUpstream;
let client: DirectusClient;
let validator: TokenValidator;

before(async () => {
  upstream = await startFakeUpstream();
  client = createDirectusClient({ url: upstream.url, callTimeoutMs: 300 });
  validator = createIntrospectValidator(client, secret);
});

after(async () => {
  await client.close();
  await upstream.close();
});

function answerEach(entryFor: (token: string) => unknown) {
  upstream.answer((request, response) => {
    assert.equal(request.url, '/genie/introspect');
    assert.equal(request.headers['x-rbac-sync-secret'], secret);
    assert.equal(request.headers.authorization, undefined);
    let body = '';
    request.on('data', (chunk) => {
      body += String(chunk);
    });
    request.on('end', () => {
      const { tokens } = JSON.parse(body) as { tokens: string[] };
      jsonAnswer(200, JSON.stringify({ data: tokens.map(entryFor) }))(request, response);
    });
  });
}

test('each of many callers gets the answer about its own token', async (t) => {
  // No bound of time that a slow machine could miss.
  const unhurried = createDirectusClient({ url: upstream.url, callTimeoutMs: 60_000 });
  t.after(() => unhurried.close());
  const validator = createIntrospectValidator(unhurried, secret, { deadlineMs: 60_000 });
  answerEach((token) =>
    token.startsWith('bad')
      ? { refused: 'session_ended' }
      : { ...entry, userId: `user of ${token}` },
  );
  const tokens = Array.from(
    { length: 2_500 },
    (_, index) => `${index % 3 ? 'good' : 'bad'}-${index}`,
  );
  const checks = await Promise.all(tokens.map((token) => validator.validate(token)));
  checks.forEach(({ user, reason }, index) => {
    const token = tokens[index] ?? '';
    const isBad = token.startsWith('bad');
    assert.equal(user?.userId, isBad ? undefined : `user of ${token}`);
    assert.equal(reason, isBad ? 'session_ended' : undefined);
  });
});

test('admin access comes from the same answer', async () => {
  for (const isAdmin of [true, false]) {
    answerEach(() => ({ ...entry, isAdmin }));
    const { user } = await validator.validate('token');
    upstream.answer(jsonAnswer(500, '{}'));
    assert.equal(await user?.isAdmin(), isAdmin);
  }
  answerEach(() => ({ ...entry, isAdmin: 'true' }));
  assert.equal(await (await validator.validate('token')).user?.isAdmin(), false);
});

test('a refusal beats a user in the same entry', async () => {
  answerEach(() => ({ ...entry, refused: 'session_ended' }));
  assert.deepEqual(await validator.validate('token'), { reason: 'session_ended' });
});

test('an older guard without reasons, or a newer one with others, refuses all the same', async () => {
  for (const answer of [null, { refused: 'a_reason_of_tomorrow' }]) {
    answerEach(() => answer);
    assert.deepEqual(await validator.validate('token'), { reason: 'refused_by_directus' });
  }
});

test('a user without an e-mail is not vouched for', async () => {
  answerEach(() => ({ ...entry, email: null }));
  assert.deepEqual(await validator.validate('token'), { reason: 'no_email' });
});

type Behaviour = (request: IncomingMessage, response: ServerResponse) => void;
const outages: Record<string, Behaviour> = {
  '500': jsonAnswer(500, '{}'),
  '503': jsonAnswer(503, '{"errors":[{"extensions":{"code":"SERVICE_UNAVAILABLE"}}]}'),
  '400': jsonAnswer(400, '{"errors":[{"extensions":{"code":"INVALID_PAYLOAD"}}]}'),
  '413': jsonAnswer(413, '{"errors":[{"extensions":{"code":"CONTENT_TOO_LARGE"}}]}'),
  '404 that is not Directus speaking': jsonAnswer(404, 'not found'),
  'too few answers': jsonAnswer(200, '{"data":[]}'),
  'too many answers': jsonAnswer(200, JSON.stringify({ data: [entry, entry] })),
  'no list': jsonAnswer(200, '{"data":{}}'),
  'true for a user': jsonAnswer(200, '{"data":[true]}'),
  'a user without an id': jsonAnswer(200, JSON.stringify({ data: [{ ...entry, userId: '' }] })),
  'undefined for a user': jsonAnswer(200, '{"data":[{}]}'),
  'a user and a reason that is no text': jsonAnswer(
    200,
    JSON.stringify({ data: [{ ...entry, refused: true }] }),
  ),
  garbage: jsonAnswer(200, '{"data":['),
  silence: () => undefined,
};

for (const [name, behaviour] of Object.entries(outages)) {
  test(`${name} is an outage: neither a pass nor a refusal`, async () => {
    upstream.answer(behaviour);
    await assert.rejects(validator.validate('token'), { code: 'directus.unavailable' });
    answerEach(() => entry);
    assert.equal((await validator.validate('token')).user?.userId, 'user-1');
  });
}

const absent = jsonAnswer(404, '{"errors":[{"extensions":{"code":"ROUTE_NOT_FOUND"}}]}');
const otherSecret = jsonAnswer(401, '{"errors":[{"extensions":{"code":"INVALID_CREDENTIALS"}}]}');

test('without the guard, and with another secret, introspection alone is an outage', async () => {
  for (const behaviour of [absent, otherSecret]) {
    upstream.answer(behaviour);
    await assert.rejects(validator.validate('token'), { code: 'directus.unavailable' });
  }
});

test('auto: falls back while the guard is gone, recovers, and says each once', async () => {
  const lines: string[] = [];
  const log = {
    info: (text: string) => lines.push(text),
    warn: (text: string) => lines.push(text),
  };
  let clock = 0;
  const asked: string[] = [];
  const usersMe: TokenValidator = {
    validate: async (token) => {
      asked.push(token);
      return { reason: 'expired' };
    },
  };
  const auto = createAutoValidator({
    introspect: validator,
    usersMe,
    log,
    retryAfterMs: 100,
    now: () => clock,
  });

  answerEach(() => entry);
  assert.equal((await auto.validate('a')).user?.userId, 'user-1');
  upstream.answer(absent);
  assert.equal((await auto.validate('b')).reason, 'expired');
  assert.equal((await auto.validate('c')).reason, 'expired');
  clock = 101;
  assert.equal((await auto.validate('d')).reason, 'expired');
  assert.deepEqual(asked, ['b', 'c', 'd']);
  assert.equal(lines.length, 1);

  answerEach(() => entry);
  clock = 150;
  assert.equal((await auto.validate('e')).reason, 'expired', 'not yet tried again');
  clock = 202;
  assert.equal((await auto.validate('f')).user?.userId, 'user-1');
  assert.equal(lines.length, 2);
});

test('auto: an outage is an outage, not a reason to ask elsewhere', async () => {
  const never: TokenValidator = { validate: () => assert.fail('asked /users/me') };
  const log = { info: () => undefined, warn: () => undefined };
  const auto = createAutoValidator({ introspect: validator, usersMe: never, log });
  upstream.answer(jsonAnswer(500, '{}'));
  await assert.rejects(auto.validate('token'), { code: 'directus.unavailable' });
});
