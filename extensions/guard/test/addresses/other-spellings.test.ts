import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Knex } from 'knex';
import { registerAddresses } from '../../src/addresses/index.ts';
import type { HookRegistration, Services } from '../../src/shared/directus.ts';
import { createMemoryDatabase } from '../support/memory-database.ts';

type Change = (row: object, meta: { keys: string[] }, context: { database: Knex }) => unknown;

const id = '7e1dd4b0-8c4f-4c22-9f0a-3f5be4f2f2aa';
let db: Knex;
let change: Change;

before(async () => {
  db = await createMemoryDatabase();
  await db.raw('ALTER TABLE directus_users ADD COLUMN email_verified_at text');
  await db('directus_users').insert({ id, email: 'mia@example.com', status: 'active' });
  const filter = (_event: string, handler: unknown) => {
    change = handler as Change;
  };
  class AuthenticationService {
    async login() {}
    async verifyPassword() {}
  }
  const services = { AuthenticationService } as unknown as Services;
  registerAddresses({ filter } as HookRegistration, { services, database: db });
});
after(() => db?.destroy());

test('another address is unproven also by an id in capitals, which PostgreSQL takes', async () => {
  const meta = { keys: [id.toUpperCase()] };
  const other = await change({ email: 'other@example.com' }, meta, { database: db });
  assert.deepEqual(other, { email: 'other@example.com', email_verified_at: null });
  const same = { email: 'MIA@example.com' };
  assert.deepEqual(await change(same, meta, { database: db }), same);
});
