import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inspect } from 'node:util';
import knex from 'knex';
import { hideQueryValues } from '../../src/hardening/query-values.ts';

test('the error of a failed query says what failed, and none of its values', async (t) => {
  const db = knex({ client: 'sqlite3', connection: ':memory:', useNullAsDefault: true });
  t.after(() => db.destroy());
  hideQueryValues(db);
  const row = { password: '$argon2id$canary', email: 'canary@example.com' };
  const failing = [
    () => db('nowhere').insert(row),
    () => db.raw('UPDATE nowhere SET password = ?', [row.password]),
    () => db.transaction((trx) => trx('nowhere').where(row).update({ email: row.email })),
  ];
  for (const query of failing) {
    const error = await Promise.resolve(query()).then(
      () => assert.fail('it did not fail'),
      (thrown: unknown) => thrown,
    );
    const text = inspect(error, { depth: 5, showHidden: true });
    assert.doesNotMatch(text, /canary/);
    assert.match(text, /nowhere.* - SQLITE_ERROR: no such table/);
  }
});
