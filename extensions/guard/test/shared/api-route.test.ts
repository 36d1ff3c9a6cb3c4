import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inspect } from 'node:util';
import knex from 'knex';
import { createApiRoute } from '../../src/shared/api-route.ts';
import { secretHeader } from '../../src/shared/secrets.ts';

const secret = 's'.repeat(40);

test('a failure is logged without the values of the query that failed', async (t) => {
  const db = knex({ client: 'sqlite3', connection: ':memory:', useNullAsDefault: true });
  t.after(() => db.destroy());
  const logged: unknown[] = [];
  const logger = { error: (...said: unknown[]) => logged.push(said) };
  const route = createApiRoute(
    { secrets: [secret], logger: logger as never },
    'Setting a password',
    () => db('nowhere').insert({ password: '$argon2id$canary' }),
  );
  const answered = new Promise<unknown>((resolve) => {
    const response = { set: () => response, json: resolve } as never;
    void route({ body: {}, headers: { [secretHeader]: secret } } as never, response, resolve);
  });
  await answered;
  assert.equal(logged.length, 1);
  const text = inspect(logged, { depth: 5 });
  assert.doesNotMatch(text, /canary/);
  assert.match(text, /SQLITE_ERROR/);
  assert.match(text, /Setting a password failed/);
});
