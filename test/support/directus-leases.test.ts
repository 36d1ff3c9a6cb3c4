import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { openSqlite } from '../../extensions/guard/test/support/guarded-directus.ts';
import { createDirectusLeases, endLease, type Lease } from './directus-leases.ts';

let leases: ReturnType<typeof createDirectusLeases>;
let taken: Lease | undefined;

before(() => {
  leases = createDirectusLeases();
});
after(async () => {
  if (taken !== undefined) await endLease(taken);
  await leases.close();
});

test('the next who has a Directus signs in, though too many administrators locked it before', async () => {
  const first = await leases.take({});
  taken = first;
  const { directus } = first;
  const db = await openSqlite(directus.settings.dataDir);
  const { id: role } = await db('directus_roles').where({ name: 'Administrator' }).first('id');
  const administrators = Array.from({ length: 3 }, () => ({ id: randomUUID(), role }));
  await db('directus_users').insert(
    administrators.map((each) => ({ ...each, status: 'active', provider: 'default' })),
  );
  await db.destroy();
  // Directus counts them when it starts.
  await leases.restart(first, undefined);
  await leases.giveBack(first);

  taken = await leases.take({});
  assert.equal(taken, first);
  const { email, password } = await directus.admin.createUser();
  await directus.login(email, password);
});
