import assert from 'node:assert/strict';
import { test } from 'node:test';
import { GenieSignedOutError } from '../src/index.ts';
import { createMemoryStorage, type Tokens } from '../src/session/tokens.ts';
import { clientOf, createFakeServers, failure, json, lifeMs } from './support/fake-servers.ts';

/** An access token in the form of Directus's: it names its user. */
function accessTokenOf(userId: string): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'HS256' })}.${part({ id: userId })}.signature`;
}

function tokensOf(userId: string, nowMs: number): Tokens {
  return {
    accessToken: accessTokenOf(userId),
    refreshToken: `refresh of ${userId}`,
    refreshAtMs: nowMs + lifeMs - 60_000,
    expiresAtMs: nowMs + lifeMs,
  };
}

/** An API that takes eve's token alone, and tells whose tokens came with which method. */
function setUp(beforeRefusal: () => Promise<unknown>) {
  const { clock } = createFakeServers();
  const storage = createMemoryStorage();
  const came: string[] = [];
  const client = clientOf(
    { ...createFakeServers(), clock },
    {
      storage,
      async fetch(input, init = {}) {
        if (String(input).endsWith('/auth/login')) {
          const { email } = JSON.parse(String(init.body)) as { email: string };
          const { accessToken, refreshToken } = tokensOf(email, clock.now());
          const data = { access_token: accessToken, refresh_token: refreshToken, expires: lifeMs };
          return json(200, { data });
        }
        const token = new Headers(init.headers).get('authorization');
        const who = token === `Bearer ${accessTokenOf('eve')}` ? 'eve' : 'mia';
        came.push(`${init.method} as ${who}`);
        if (who === 'eve') return json(200, { success: true, id: 'c', updated: false });
        await beforeRefusal();
        return failure(401, 'auth.invalid_token');
      },
    },
  );
  return { client, storage, clock, came };
}

const profile = { platform: 'x', credentials: { password: 'of mia' } } as const;

test('a refused call is not sent again as somebody who has signed in meanwhile', async () => {
  const { client, came } = setUp(async () => {
    await client.forget();
    await client.login('eve', 'password');
  });
  await client.login('mia', 'password');
  await assert.rejects(client.credentials.createProfile(profile), GenieSignedOutError);
  assert.deepEqual(came, ['POST as mia']);
  await client.credentials.createProfile(profile);
  assert.deepEqual(came, ['POST as mia', 'POST as eve'], 'what is asked from now on is hers');
});

test('nor as somebody who has signed in where the storage is shared', async () => {
  const { client, storage, clock, came } = setUp(() => storage.set(tokensOf('eve', clock.now())));
  await client.login('mia', 'password');
  await assert.rejects(client.credentials.createProfile(profile), GenieSignedOutError);
  assert.deepEqual(came, ['POST as mia']);
});

test('a call with an expired token is not sent as somebody else who has signed in', async () => {
  const { client, storage, clock, came } = setUp(async () => {});
  await client.login('mia', 'password');
  clock.advance(lifeMs);
  await storage.set(tokensOf('eve', clock.now()));
  await assert.rejects(client.credentials.createProfile(profile), GenieSignedOutError);
  assert.deepEqual(came, []);
});
