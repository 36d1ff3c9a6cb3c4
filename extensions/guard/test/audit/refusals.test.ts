import assert from 'node:assert/strict';
import { test } from 'node:test';
import { InvalidCredentialsError } from '@directus/errors';
import knex from 'knex';
import { until } from '../../../../test/support/until.ts';
import { logSignIns } from '../../src/audit/index.ts';
import { logTable } from '../../src/audit/tables.ts';
import type { AuthenticationClass, Login } from '../../src/shared/directus.ts';
import { makeLog } from '../support/log-table.ts';

const windowMs = 60_000;

test('a flood on any number of accounts writes a bounded number of entries, and counts all', async (t) => {
  const db = knex({
    ...{ client: 'sqlite3', connection: ':memory:', useNullAsDefault: true },
    pool: { min: 1, max: 1 },
  });
  t.after(() => db.destroy());
  await makeLog(db);
  await db.schema.createTable('directus_users', (table) => {
    table.string('id');
    table.string('email');
  });
  class Authentication {
    async login(): Promise<never> {
      throw new InvalidCredentialsError();
    }
  }
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const logger = { error: (error: unknown) => assert.fail(String(error)) };
  logSignIns(Authentication as unknown as AuthenticationClass, { db, logger, windowMs });
  const { login } = Authentication.prototype as unknown as { login: Login };
  const attempt = (number: number) =>
    assert.rejects(login.call({ knex: db }, 'default', { email: `${number}@example.com` }));
  const count = async () => Number((await db(logTable).count({ count: '*' }))[0]?.count);
  for (let round = 0; round < 3; round += 1) {
    for (let number = 0; number < 150; number += 1) await attempt(number);
  }
  assert.equal(await count(), 100);
  t.mock.timers.tick(windowMs);
  t.mock.timers.reset();
  await until(async () => (await count()) === 201);
  const rows = await db(logTable).orderBy('seq');
  const more = rows.map(({ detail }) => Number(/\+(\d+)$/.exec(detail)?.[1] ?? 0));
  assert.equal(100 + more.reduce((sum, one) => sum + one, 0), 450);
  assert.equal(rows.at(-1).detail, 'others +150');
  // The next window begins anew.
  await attempt(1);
  assert.equal(await count(), 202);
});
