import type { Knex } from 'knex';
import { proRoleId } from '../../../../../directus/state/accounts.ts';
import { notOnTwelve } from '../../../../../test/support/directus-settings.ts';
import type { Caller } from '../caller.ts';
import {
  changesNote,
  createsNote,
  createsOtherNote,
  isAdmin,
  isAdminAfterLogin,
  isAdminByJwt,
  isPermittedInGraphql,
  type Probe,
  readsInPublic,
  readsNotes,
  readsNotesByGraphql,
  readsShare,
  readsText,
  seesPresets,
} from './probes.ts';
import {
  all,
  asAdmin,
  bind,
  mayShare,
  permit,
  reader,
  removeRow,
  roleAdmin,
  type Step,
  setPolicy,
  setRole,
  setRow,
  shares,
  toParent,
  toRole,
  toUser,
} from './steps.ts';
import { done, notes, type RightsSubject } from './subject.ts';

/** A kind of change of rights. */
export interface RightsChange {
  name: string;
  /** Grants what the probe asks for, or all but the last step of it. */
  prepare: Step;
  change(at: Caller, subject: RightsSubject, db: Knex): Promise<unknown>;
  probe: Probe;
  /** Whether the probe may after the change what it might not before. */
  grants?: boolean;
  /** Why it can't be tried here. */
  skip?: string | false;
}

const elsewhere = { ip_access: ['203.0.113.7'] };
/** What Directus 12 takes without a licence; it wants to see both. */
const ofAll = { fields: ['*'], permissions: {} };

/** Every kind that we know of, by Directus's own API and past it. */
export const rightsChanges: readonly RightsChange[] = [
  ...both(
    'the policy is taken from the role',
    reader,
    readsNotes,
    removeRow('access'),
    (db, { policy }) => db('directus_access').where({ policy }).delete(),
  ),
  ...both(
    'the policy is taken from the user',
    all(toUser, permit()),
    readsNotes,
    removeRow('access'),
    (db, { policy }) => db('directus_access').where({ policy }).delete(),
  ),
  ...both(
    'the policy is taken from the role above',
    all(toParent, permit()),
    readsNotes,
    removeRow('access'),
    (db, { policy }) => db('directus_access').where({ policy }).delete(),
  ),
  ...both(
    'the policy is moved to another role',
    reader,
    readsNotes,
    setRow('access', () => ({ role: proRoleId })),
    undefined,
    true,
  ),
  ...both(
    'the policy is deleted',
    reader,
    readsNotes,
    async ({ admin }, { policy }) => done(admin.request('DELETE', `/policies/${policy}`)),
    (db, { policy }) => db('directus_policies').where({ id: policy }).delete(),
  ),
  ...both(
    'admin_access is switched off',
    roleAdmin,
    isAdmin,
    setPolicy({ admin_access: false }),
    (db, { policy }) =>
      db('directus_policies').where({ id: policy }).update({ admin_access: false }),
  ),
  ...both(
    'the admin policy is taken from the role',
    roleAdmin,
    isAdmin,
    removeRow('access'),
    (db, { policy }) => db('directus_access').where({ policy }).delete(),
  ),
  ...both(
    'the admin policy is taken from the user',
    all(toUser, asAdmin),
    isAdmin,
    removeRow('access'),
    (db, { policy }) => db('directus_access').where({ policy }).delete(),
  ),
  ...both(
    'the admin policy is taken, a token of a login',
    all(toUser, asAdmin),
    isAdminByJwt,
    removeRow('access'),
    (db, { policy }) => db('directus_access').where({ policy }).delete(),
  ),
  ...both(
    'the admin policy is taken, after a new login',
    all(toUser, asAdmin),
    isAdminAfterLogin,
    removeRow('access'),
    (db, { policy }) => db('directus_access').where({ policy }).delete(),
  ),
  ...both(
    'the admin policy is taken from the role above',
    all(toParent, asAdmin),
    isAdmin,
    removeRow('access'),
    (db, { policy }) => db('directus_access').where({ policy }).delete(),
  ),
  ...both(
    'the role is no longer below an admin role',
    all(toParent, asAdmin),
    isAdmin,
    setRole('role', { parent: null }),
    (db, { role }) => db('directus_roles').where({ id: role }).update({ parent: null }),
  ),
  ...both(
    'the role is no longer below a reader',
    all(toParent, permit()),
    readsNotes,
    setRole('role', { parent: null }),
    (db, { role }) => db('directus_roles').where({ id: role }).update({ parent: null }),
  ),
  ...both(
    'the user gets another role',
    reader,
    readsNotes,
    async ({ admin }, { user, parent }) =>
      done(admin.request('PATCH', `/users/${user}`, { role: parent })),
    (db, { user, parent }) => db('directus_users').where({ id: user }).update({ role: parent }),
  ),
  ...both(
    'the role is deleted',
    reader,
    readsNotes,
    async ({ admin }, { role }) => done(admin.request('DELETE', `/roles/${role}`)),
    (db, { role }) => db('directus_roles').where({ id: role }).delete(),
  ),
  ...both(
    'the permission is deleted',
    reader,
    readsNotes,
    removeRow('permissions'),
    (db, { policy }) => db('directus_permissions').where({ policy }).delete(),
  ),
  ...withLicence(
    both(
      'fields are taken from the permission',
      reader,
      readsText,
      setRow('permissions', () => ({ fields: ['id'] })),
      (db, { policy }) => db('directus_permissions').where({ policy }).update({ fields: 'id' }),
    ),
  ),
  ...withLicence(
    both(
      'the permission gets a filter',
      reader,
      readsNotes,
      setRow('permissions', () => ({ permissions: { id: { _lt: 0 } } })),
      (db, { policy }) =>
        db('directus_permissions').where({ policy }).update({ permissions: '{"id":{"_lt":0}}' }),
    ),
  ),
  ...both(
    'the permission becomes one of another action',
    reader,
    readsNotes,
    setRow('permissions', () => ({ ...ofAll, action: 'create' })),
    (db, { policy }) => db('directus_permissions').where({ policy }).update({ action: 'create' }),
  ),
  ...both(
    'the permission becomes one of another collection',
    reader,
    readsNotes,
    setRow('permissions', () => ({ ...ofAll, collection: 'directus_files' })),
    (db, { policy }) =>
      db('directus_permissions').where({ policy }).update({ collection: 'directus_files' }),
  ),
  ...both(
    'the permission to change is taken',
    all(toRole, permit(), permit({ action: 'update' })),
    changesNote,
    sql(async (db, { policy }) =>
      db('directus_permissions').where({ policy, action: 'update' }).delete(),
    ),
  ),
  ...both(
    'the permission to create is taken',
    all(toRole, permit({ action: 'create' })),
    createsNote,
    removeRow('permissions'),
    (db, { policy }) => db('directus_permissions').where({ policy }).delete(),
  ),
  ...withLicence(
    both(
      'the permission to create gets a rule',
      all(toRole, permit({ action: 'create' })),
      createsOtherNote,
      setRow('permissions', () => ({ validation: { text: { _eq: 'secret' } } })),
      (db, { policy }) =>
        db('directus_permissions')
          .where({ policy })
          .update({ validation: '{"text":{"_eq":"secret"}}' }),
    ),
  ),
  ...both(
    'the policy is bound to another address',
    reader,
    readsNotes,
    setPolicy(elsewhere),
    (db, { policy }) =>
      db('directus_policies').where({ id: policy }).update({ ip_access: '203.0.113.7' }),
  ),
  ...both(
    'the admin policy is bound to another address',
    roleAdmin,
    isAdmin,
    setPolicy(elsewhere),
    (db, { policy }) =>
      db('directus_policies').where({ id: policy }).update({ ip_access: '203.0.113.7' }),
  ),
  ...both(
    'the policy no longer opens the app',
    all(toRole, setPolicy({ app_access: true })),
    seesPresets,
    setPolicy({ app_access: false }),
    (db, { policy }) => db('directus_policies').where({ id: policy }).update({ app_access: false }),
  ),
  ...both(
    'a policy of everybody is taken away',
    all(
      bind(() => ({})),
      permit(),
    ),
    readsInPublic,
    removeRow('access'),
    (db, { policy }) => db('directus_access').where({ policy }).delete(),
  ),
  ...both(
    'a permission of everybody is deleted',
    all(
      bind(() => ({})),
      permit(),
    ),
    readsInPublic,
    removeRow('permissions'),
    (db, { policy }) => db('directus_permissions').where({ policy }).delete(),
  ),
  ...both(
    'GraphQL: the permission is deleted',
    reader,
    readsNotesByGraphql,
    removeRow('permissions'),
    (db, { policy }) => db('directus_permissions').where({ policy }).delete(),
  ),
  ...withLicence(
    both(
      'GraphQL: fields are taken',
      reader,
      readsNotesByGraphql,
      setRow('permissions', () => ({ fields: ['id'] })),
      (db, { policy }) => db('directus_permissions').where({ policy }).update({ fields: 'id' }),
    ),
  ),
  ...both(
    'GraphQL: what the schema tells',
    reader,
    isPermittedInGraphql,
    removeRow('permissions'),
    (db, { policy }) => db('directus_permissions').where({ policy }).delete(),
  ),
  ...both(
    'a share is deleted',
    mayShare,
    readsShare,
    async ({ admin }, { user }) => done(admin.request('DELETE', `/shares/${shares[user]?.id}`)),
    (db, { user }) => db('directus_shares').where({ id: shares[user]?.id }).delete(),
  ),
  ...both(
    'the maker of a share loses the permission',
    mayShare,
    readsShare,
    async (_, { policy }, db) =>
      db('directus_permissions').where({ policy, collection: notes }).delete(),
  ),
  granting('the policy is given to the role', permit(), readsNotes, toRole),
  granting('the policy is given to the user', permit(), readsNotes, toUser),
  granting('admin_access is switched on', toRole, isAdmin, asAdmin),
  granting('a permission is made', toRole, readsNotes, permit()),
  granting('GraphQL: a permission is made', toRole, readsNotesByGraphql, permit()),
  granting(
    'the role comes below a reader',
    all(toParent, permit(), setRole('role', { parent: null })),
    readsNotes,
    async (at, subject) => setRole('role', { parent: subject.parent })(at, subject),
  ),
];

/** A change that Directus 12 takes by SQL alone, where nobody has a licence. */
function withLicence([first, ...others]: RightsChange[]): RightsChange[] {
  const skip = notOnTwelve('it takes no rules without a licence');
  return [...(first === undefined ? [] : [{ ...first, skip }]), ...others];
}

/** The same change through Directus and by SQL. */
function both(
  name: string,
  prepare: Step,
  probe: Probe,
  change: RightsChange['change'],
  bySql?: (db: Knex, subject: RightsSubject) => Promise<unknown>,
  isOnlyOne = bySql === undefined,
): RightsChange[] {
  const first = { name, prepare, probe, change };
  return isOnlyOne || bySql === undefined
    ? [first]
    : [first, { ...first, name: `${name}, by SQL`, change: sql(bySql) }];
}

function granting(
  name: string,
  prepare: Step,
  probe: Probe,
  change: RightsChange['change'],
): RightsChange {
  return { name, prepare, probe, change, grants: true };
}

function sql(
  change: (db: Knex, subject: RightsSubject) => Promise<unknown>,
): RightsChange['change'] {
  return (_, subject, db) => change(db, subject);
}
