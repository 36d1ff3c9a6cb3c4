import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { type TokenRefusal, tokenRefusals } from '@genie-helper/guard-protocol';
import type { Knex } from 'knex';
import { forgedToken } from '../../../../test/support/forged-token.ts';
import { until } from '../../../../test/support/until.ts';
import { createRefusalLog } from '../../src/sessions/refusals.ts';
import { tokenField } from '../support/caller.ts';
import {
  countLines,
  type LoggedDirectus,
  startLoggedDirectus,
  textField,
} from '../support/guarded-directus.ts';
import { createMemoryDatabase } from '../support/memory-database.ts';
import { type Device, logIn } from '../support/revocation-events.ts';
import { claimsOf, signToken } from '../support/sign-token.ts';

const otherId = '0d8cb0c5-59f0-4d0c-8a2b-1c7f5d9f8e11';
let directus: LoggedDirectus;

before(async () => {
  directus = await startLoggedDirectus({ LOG_LEVEL: 'info' });
});
after(async () => {
  await directus?.stop();
});

const sign = (claims: Record<string, unknown>) => signToken(claims, directus.settings.secret);

/** How each reason comes about, but `no_email`, which the guard never gives. */
const causes: Record<Exclude<TokenRefusal, 'no_email'>, (device: Device) => Promise<string>> = {
  malformed: async () => '\u0000',
  unknown: async () => 'no-such-static-token',
  forged: async ({ accessToken }) => forgedToken(accessToken),
  expired: async ({ accessToken }) => sign({ ...claimsOf(accessToken), exp: 1_000 }),
  share_token: async () => {
    const { id } = await directus.admin.createShare('share password');
    const body = { share: id, password: 'share password' };
    const login = await directus.admin.request('POST', '/shares/auth', body, null);
    return tokenField(login, 'access_token');
  },
  issued_before_guard: async ({ accessToken }) =>
    sign({ ...claimsOf(accessToken), sid: undefined }),
  session_ended: async (device) => {
    await directus.logout(device.refreshToken);
    return device.accessToken;
  },
  reused: async ({ accessToken, refreshToken }) => {
    await directus.refresh(refreshToken);
    await directus.passGrace(accessToken);
    await directus.refresh(refreshToken);
    return accessToken;
  },
  session_expired: async ({ accessToken }) => {
    await directus.ageLogin(accessToken, 30 * 86_400_000);
    return accessToken;
  },
  user_deleted: changed('DELETE'),
  user_inactive: changed('PATCH', { status: 'suspended' }),
  role_changed: changed('PATCH', { role: null }),
  session_replaced: async ({ accessToken }) => sign({ ...claimsOf(accessToken), session: 'older' }),
};

function changed(method: string, change?: Record<string, unknown>) {
  return async ({ accessToken }: Device): Promise<string> => {
    const path = `/users/${textField(claimsOf(accessToken), 'id')}`;
    const { status, text } = await directus.admin.request(method, path, change);
    assert.ok(status === 200 || status === 204, text);
    return accessToken;
  };
}

test('every reason of the list has a cause here', () => {
  assert.deepEqual(
    Object.keys(causes).sort(),
    Object.keys(tokenRefusals)
      .filter((reason) => reason !== 'no_email')
      .sort(),
  );
});

for (const [reason, cause] of Object.entries(causes)) {
  test(`the introspection gives ${reason} to whoever asks for reasons, null to others`, async () => {
    const token = await cause(await logIn(directus, await directus.admin.createUser(), 'json'));
    const live = await logIn(directus, await directus.admin.createUser(), 'json');
    const asked = [live.accessToken, token, live.accessToken];
    const { data } = await directus.introspect(asked, undefined, { reasons: true });
    assert.ok(Array.isArray(data));
    assert.deepEqual(data[1], { refused: reason });
    assert.deepEqual(data[0], data[2]);
    assert.equal(textField(data[0], 'userId'), textField(claimsOf(live.accessToken), 'id'));
    assert.equal(await directus.identityOf(token), null);
  });
}

test('a refusal at Directus is logged with reason and user, without token, and answered as ever', async () => {
  const user = await directus.admin.createUser();
  const device = await logIn(directus, user, 'json');
  const token = await causes.user_inactive(device);
  const { status, text } = await directus.admin.request('GET', '/users/me', undefined, token);
  assert.equal(status, 401);
  const error = {
    message: 'Invalid user credentials.',
    extensions: { code: 'INVALID_CREDENTIALS' },
  };
  assert.deepEqual(JSON.parse(text), { errors: [error] });
  const line = `Refused a token: user_inactive, user ${user.id}, request `;
  await until(() => countLines(directus.lines, line) > 0);
  assert.equal(countLines(directus.lines, line), 1);
  const lines = directus.lines.filter((each) => each.includes('Refused a token'));
  assert.equal(countLines(lines, token), 0);
});

test('the log gets twenty lines a minute at most, and tells how many more there were', async () => {
  const db = await createMemoryDatabase();
  const { lines, refuse, tick } = logOf(db);
  for (let count = 0; count < 1_000; count += 1) refuse({ reason: 'forged' });
  await delay(0);
  assert.equal(lines.length, 20);
  tick(60_000);
  refuse({ reason: 'role_changed', userId: otherId });
  refuse({ reason: 'expired' });
  await delay(0);
  const told = `Refused a token: role_changed, user ${otherId}; 980 more were refused since the last line.`;
  assert.deepEqual(lines.slice(20), [told, 'Refused a token: expired.']);
  await db.destroy();
});

test('a database that fails leaves a refusal its general reason', async () => {
  const db = await createMemoryDatabase();
  const { lines, refuse } = logOf(db);
  await db.destroy();
  refuse({ reason: 'session_ended', userId: otherId });
  await until(() => lines.length > 0);
  assert.deepEqual(lines, [`Refused a token: session_ended, user ${otherId}.`]);
});

function logOf(db: Knex) {
  const lines: string[] = [];
  const clock = { ms: 0 };
  const logger = { warn() {}, error() {}, info: (line: string) => lines.push(line) };
  const refuse = createRefusalLog({ db, logger }, () => clock.ms);
  const tick = (passMs: number) => {
    clock.ms += passMs;
  };
  return { lines, refuse, tick };
}
