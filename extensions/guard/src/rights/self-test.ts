/**
 * What the rights' guard does before Directus listens: it makes its table and triggers, and proves that they work.
 *
 * Guarantees: Directus doesn't start where a change of a watched table leaves the version as it was, nor where
 * Directus's own service answers from something that isn't divided by version.
 */
import { randomUUID } from 'node:crypto';
import { isDirectusError } from '@directus/errors';
import type { Knex } from 'knex';
import type { HookContext, ItemsClass } from '../shared/directus.ts';
import { runAndRollBack } from '../shared/run-and-roll-back.ts';
import type { DirectusCaches } from './caches.ts';
import { runWithVersion } from './scopes.ts';
import { createRightsTriggers, keepRightsTriggers, watchedTables } from './triggers.ts';
import { createVersionTable, type RightsVersion, readVersion, renewVersion } from './version.ts';

/** Makes the table and the triggers. What was kept before, here or elsewhere, counts no more. */
export async function prepareRights({ database, logger }: HookContext): Promise<void> {
  await createVersionTable(database);
  await createRightsTriggers(database);
  await renewVersion(database);
  keepRightsTriggers(database, (error) => logger.error(error));
}

/**
 * Changes rights in a transaction that's rolled back, and asks Directus's own service what they are.
 *
 * @throws Error that says which of the guard's assumptions doesn't hold.
 */
export async function testRights(context: HookContext, caches: DirectusCaches): Promise<void> {
  const { database, services } = context;
  // Before the transaction, because SQLite has a single connection.
  const schema = await context.getSchema();
  await runAndRollBack(database, async (trx) => {
    await testVersions(trx);
    await testService(trx, schema, services.ItemsService);
  });
  await testGraphql(caches);
}

async function testVersions(trx: Knex): Promise<void> {
  const { policy, role } = await makeRole(trx);
  const user = randomUUID();
  await trx('directus_users').insert({ id: user, status: 'active', provider: 'default' });
  const changes: Record<string, () => Promise<unknown>> = {
    directus_access: () => trx('directus_access').where({ policy }).delete(),
    directus_permissions: () =>
      trx('directus_permissions').where({ policy }).update({ fields: 'id' }),
    directus_policies: () =>
      trx('directus_policies').where({ id: policy }).update({ admin_access: true }),
    directus_roles: () => trx('directus_roles').where({ id: role }).update({ name: 'other' }),
    directus_users: () => trx('directus_users').where({ id: user }).update({ role }),
    directus_collections: () =>
      trx('directus_collections').insert({ collection: `genie_${randomUUID()}` }),
    directus_fields: () => trx('directus_fields').insert({ collection: 'genie', field: 'genie' }),
    directus_relations: () =>
      trx('directus_relations').insert({ many_collection: 'genie', many_field: 'genie' }),
    directus_shares: () => changeShare(trx, role),
  };
  for (const { table, scope } of watchedTables) {
    const before = await requireVersion(trx);
    await changes[table]?.();
    const after = await requireVersion(trx);
    expect(before[scope] !== after[scope], `a change of ${table} renews the version`);
  }
}

async function changeShare(trx: Knex, role: string): Promise<void> {
  const id = randomUUID();
  const collection = `genie_${id}`;
  await trx('directus_collections').insert({ collection });
  await trx('directus_shares').insert({ id, collection, item: '0' });
  await trx('directus_shares').where({ id }).update({ role });
}

/** A role that may read the names of roles, until its policy is taken away. */
async function testService(trx: Knex, schema: unknown, Service: ItemsClass): Promise<void> {
  const { policy, role } = await makeRole(trx);
  const accountability = { user: null, role, roles: [role], admin: false, app: false, ip: null };
  const readsAs = async (version: RightsVersion): Promise<boolean> =>
    await runWithVersion(version, { method: 'GET', path: '/', accountability }, async () => {
      const service = new Service('directus_roles', { knex: trx, schema, accountability });
      try {
        return (await service.readByQuery({ fields: ['name'], limit: 1 })).length > 0;
      } catch (error) {
        if (isDirectusError(error)) return false;
        throw error;
      }
    });
  const [older, newer] = [madeVersion(), madeVersion()];
  expect(await readsAs(older), 'a permission counts');
  await trx('directus_access').where({ policy }).delete();
  expect(await readsAs(older), 'what Directus found is kept for its version');
  expect(!(await readsAs(newer)), 'a policy that was taken away gives nothing');
}

async function testGraphql({ graphqlSchemas }: DirectusCaches): Promise<void> {
  const request = { method: 'GET', path: '/' };
  const [older, newer] = [madeVersion(), madeVersion()];
  const get = async () => graphqlSchemas.get('genie');
  await runWithVersion(older, request, async () => graphqlSchemas.set('genie', older));
  const found = [
    await runWithVersion(older, request, get),
    await runWithVersion(newer, request, get),
    await get(),
  ];
  const isDivided = found[0] === older && found[1] === undefined && found[2] === undefined;
  expect(isDivided, 'GraphQL schemas are kept by version');
}

async function makeRole(trx: Knex): Promise<{ policy: string; role: string }> {
  const [policy, role] = [randomUUID(), randomUUID()];
  await trx('directus_roles').insert({ id: role, name: 'genie' });
  await trx('directus_policies').insert({ id: policy, name: 'genie', admin_access: false });
  await trx('directus_access').insert({ id: randomUUID(), role, policy });
  const permission = { collection: 'directus_roles', action: 'read', policy };
  await trx('directus_permissions').insert({ ...permission, permissions: '{}', fields: '*' });
  return { policy, role };
}

function madeVersion(): RightsVersion {
  return { rights: randomUUID(), schema: randomUUID() };
}

async function requireVersion(trx: Knex): Promise<RightsVersion> {
  const version = await readVersion(trx);
  if (version !== undefined) return version;
  throw new Error('the table genie_rights_version has no version.');
}

function expect(holds: boolean, what: string): void {
  if (!holds) throw new Error(`it doesn't hold in this Directus that ${what}.`);
}
