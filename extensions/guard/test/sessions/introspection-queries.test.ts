import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Knex } from 'knex';
import { field } from '../../../../test/support/directus-client.ts';
import type { AccessClaims } from '../../src/sessions/access-token.ts';
import { createIntrospectTokens } from '../../src/sessions/introspect-tokens.ts';
import { rotateSession } from '../../src/sessions/refresh.ts';
import {
  beginLogin,
  createMemoryDatabase,
  loginBounds,
  refreshTokens,
} from '../support/memory-database.ts';

let db: Knex;

before(async () => {
  db = await createMemoryDatabase();
  for (const column of [
    'email',
    'first_name',
    'role',
    'token',
    'subscription_tier',
    'tfa_secret',
  ]) {
    if (await db.schema.hasColumn('directus_users', column)) continue;
    await db.raw('ALTER TABLE directus_users ADD COLUMN ?? text', [column]);
  }
  await db.raw('CREATE TABLE directus_roles (id text PRIMARY KEY, name text, parent text)');
  await db.raw('CREATE TABLE directus_policies (id text, admin_access boolean, ip_access text)');
  await db.raw('CREATE TABLE directus_access (role text, "user" text, policy text)');
});
after(async () => {
  await db?.destroy();
});

test('asks the database once, however many of the tokens name a replaced session token', async () => {
  const logins = await Promise.all(Array.from({ length: 50 }, () => beginLogin(db)));
  for (const { sid, token } of logins) {
    const rotation = { sid, token, keepsOldRow: false };
    assert.ok(await rotateSession(db, refreshTokens, rotation));
  }
  const claims = logins.map(
    ({ sid, token }): AccessClaims => ({
      id: 'ada',
      role: null,
      sid,
      session: token,
      exp: 2 ** 40,
    }),
  );
  const [first, second] = claims;
  assert.ok(first?.session && second);
  const others = { ...second, session: first.session };
  const never = { ...second, session: 'never a token of this login' };
  const all = [...claims, others, never];
  const introspect = createIntrospectTokens({
    db,
    reusedLogins: { has: () => false },
    ...loginBounds,
    verify: (token) => all[Number(token)] ?? 'forged',
  });
  await introspect(['0']);
  let queries = 0;
  const count = () => {
    queries += 1;
  };
  db.on('query', count);
  const found = await introspect(all.map((_, index) => String(index)));
  db.off('query', count);
  assert.equal(queries, 1);
  assert.deepEqual(
    found.map((entry) => field(entry, 'userId') ?? null),
    [...claims.map(() => 'ada'), null, null],
  );
});
