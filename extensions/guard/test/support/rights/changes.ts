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
  type BothWays,
  bind,
  mayShare,
  permissionChange,
  permit,
  policyChange,
  reader,
  removal,
  roleAdmin,
  roleChange,
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
  ...both('the policy is taken from the role', reader, readsNotes, removal('access')),
  ...both(
    'the policy is taken from the user',
    all(toUser, permit()),
    readsNotes,
    removal('access'),
  ),
  ...both(
    'the policy is taken from the role above',
    all(toParent, permit()),
    readsNotes,
    removal('access'),
  ),
  {
    name: 'the policy is moved to another role',
    prepare: reader,
    probe: readsNotes,
    change: setRow('access', { role: proRoleId }),
  },
  ...both('the policy is deleted', reader, readsNotes, {
    atDirectus: async ({ admin }, { policy }) =>
      done(admin.request('DELETE', `/policies/${policy}`)),
    bySql: (db, { policy }) => db('directus_policies').where({ id: policy }).delete(),
  }),
  ...both(
    'admin_access is switched off',
    roleAdmin,
    isAdmin,
    policyChange({ admin_access: false }),
  ),
  ...both('the admin policy is taken from the role', roleAdmin, isAdmin, removal('access')),
  ...both(
    'the admin policy is taken from the user',
    all(toUser, asAdmin),
    isAdmin,
    removal('access'),
  ),
  ...both(
    'the admin policy is taken, a token of a login',
    all(toUser, asAdmin),
    isAdminByJwt,
    removal('access'),
  ),
  ...both(
    'the admin policy is taken, after a new login',
    all(toUser, asAdmin),
    isAdminAfterLogin,
    removal('access'),
  ),
  ...both(
    'the admin policy is taken from the role above',
    all(toParent, asAdmin),
    isAdmin,
    removal('access'),
  ),
  ...both(
    'the role is no longer below an admin role',
    all(toParent, asAdmin),
    isAdmin,
    roleChange({ parent: null }),
  ),
  ...both(
    'the role is no longer below a reader',
    all(toParent, permit()),
    readsNotes,
    roleChange({ parent: null }),
  ),
  ...both('the user gets another role', reader, readsNotes, {
    atDirectus: async ({ admin }, { user, parent }) =>
      done(admin.request('PATCH', `/users/${user}`, { role: parent })),
    bySql: (db, { user, parent }) =>
      db('directus_users').where({ id: user }).update({ role: parent }),
  }),
  ...both('the role is deleted', reader, readsNotes, {
    atDirectus: async ({ admin }, { role }) => done(admin.request('DELETE', `/roles/${role}`)),
    bySql: (db, { role }) => db('directus_roles').where({ id: role }).delete(),
  }),
  ...both('the permission is deleted', reader, readsNotes, removal('permissions')),
  ...withLicence(
    both(
      'fields are taken from the permission',
      reader,
      readsText,
      permissionChange({ fields: ['id'] }, { fields: 'id' }),
    ),
  ),
  ...withLicence(
    both(
      'the permission gets a filter',
      reader,
      readsNotes,
      permissionChange({ permissions: { id: { _lt: 0 } } }, { permissions: '{"id":{"_lt":0}}' }),
    ),
  ),
  ...both(
    'the permission becomes one of another action',
    reader,
    readsNotes,
    permissionChange({ ...ofAll, action: 'create' }, { action: 'create' }),
  ),
  ...both(
    'the permission becomes one of another collection',
    reader,
    readsNotes,
    permissionChange({ ...ofAll, collection: 'directus_files' }, { collection: 'directus_files' }),
  ),
  {
    name: 'the permission to change is taken',
    prepare: all(toRole, permit(), permit({ action: 'update' })),
    probe: changesNote,
    change: async (_, { policy }, db) =>
      db('directus_permissions').where({ policy, action: 'update' }).delete(),
  },
  ...both(
    'the permission to create is taken',
    all(toRole, permit({ action: 'create' })),
    createsNote,
    removal('permissions'),
  ),
  ...withLicence(
    both(
      'the permission to create gets a rule',
      all(toRole, permit({ action: 'create' })),
      createsOtherNote,
      permissionChange(
        { validation: { text: { _eq: 'secret' } } },
        { validation: '{"text":{"_eq":"secret"}}' },
      ),
    ),
  ),
  ...both(
    'the policy is bound to another address',
    reader,
    readsNotes,
    policyChange(elsewhere, { ip_access: '203.0.113.7' }),
  ),
  ...both(
    'the admin policy is bound to another address',
    roleAdmin,
    isAdmin,
    policyChange(elsewhere, { ip_access: '203.0.113.7' }),
  ),
  ...both(
    'the policy no longer opens the app',
    all(toRole, setPolicy({ app_access: true })),
    seesPresets,
    policyChange({ app_access: false }),
  ),
  ...both(
    'a policy of everybody is taken away',
    all(
      bind(() => ({})),
      permit(),
    ),
    readsInPublic,
    removal('access'),
  ),
  ...both(
    'a permission of everybody is deleted',
    all(
      bind(() => ({})),
      permit(),
    ),
    readsInPublic,
    removal('permissions'),
  ),
  ...both(
    'GraphQL: the permission is deleted',
    reader,
    readsNotesByGraphql,
    removal('permissions'),
  ),
  ...withLicence(
    both(
      'GraphQL: fields are taken',
      reader,
      readsNotesByGraphql,
      permissionChange({ fields: ['id'] }, { fields: 'id' }),
    ),
  ),
  ...both('GraphQL: what the schema tells', reader, isPermittedInGraphql, removal('permissions')),
  ...both('a share is deleted', mayShare, readsShare, {
    atDirectus: async ({ admin }, { user }) =>
      done(admin.request('DELETE', `/shares/${shares[user]?.id}`)),
    bySql: (db, { user }) => db('directus_shares').where({ id: shares[user]?.id }).delete(),
  }),
  {
    name: 'the maker of a share loses the permission',
    prepare: mayShare,
    probe: readsShare,
    change: async (_, { policy }, db) =>
      db('directus_permissions').where({ policy, collection: notes }).delete(),
  },
  granting('the policy is given to the role', permit(), readsNotes, toRole),
  granting('the policy is given to the user', permit(), readsNotes, toUser),
  granting('admin_access is switched on', toRole, isAdmin, asAdmin),
  granting('a permission is made', toRole, readsNotes, permit()),
  granting('GraphQL: a permission is made', toRole, readsNotesByGraphql, permit()),
  granting(
    'the role comes below a reader',
    all(toParent, permit(), setRole({ parent: null })),
    readsNotes,
    (at, subject) => setRole({ parent: subject.parent })(at, subject),
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
  { atDirectus, bySql }: BothWays,
): RightsChange[] {
  const change: RightsChange['change'] = (_, subject, db) => bySql(db, subject);
  return [
    { name, prepare, probe, change: atDirectus },
    { name: `${name}, by SQL`, prepare, probe, change },
  ];
}

function granting(name: string, prepare: Step, probe: Probe, change: Step): RightsChange {
  return { name, prepare, probe, change, grants: true };
}
