import { randomUUID } from 'node:crypto';
import type { Knex } from 'knex';
import { proRoleId } from '../../../../directus/state/accounts.ts';
import { field, type TestAnswer } from '../../../../test/support/directus-client.ts';
import { notOnTwelve } from '../../../../test/support/directus-settings.ts';
import { type Caller, tokenField } from './caller.ts';

/** A user of a role of its own, below another role, and one policy; nothing is bound to anything yet. */
export interface RightsSubject {
  role: string;
  parent: string;
  policy: string;
  user: string;
  /** A static token. */
  token: string;
  email: string;
}

/** Something that one of them may do as long as the rights are as prepared; tells whether it may at this moment. */
type Probe = (at: Caller, subject: RightsSubject) => Promise<boolean>;

/** A kind of change of rights. */
export interface RightsChange {
  name: string;
  /** Grants what the probe asks for, or all but the last step of it. */
  prepare(at: Caller, subject: RightsSubject): Promise<unknown>;
  change(at: Caller, subject: RightsSubject, db: Knex): Promise<unknown>;
  probe: Probe;
  /** Whether the probe may after the change what it might not before. */
  grants?: boolean;
  /** Why it can't be tried here. */
  skip?: string | false;
}

const password = 'test-user-password-3K';

export async function createSubject({ admin }: Caller): Promise<RightsSubject> {
  const parent = await idOf(admin.request('POST', '/roles', { name: 'above' }));
  const role = await idOf(admin.request('POST', '/roles', { name: 'own', parent }));
  const policy = await idOf(admin.request('POST', '/policies', { name: 'own' }));
  const [token, email] = [randomUUID(), `rights-${randomUUID()}@example.com`];
  const made = { role, token, email, password, status: 'active' };
  const user = await idOf(admin.request('POST', '/users', made));
  return { role, parent, policy, user, token, email };
}

async function idOf(answer: Promise<TestAnswer>): Promise<string> {
  const { data, status, text } = await answer;
  const id = field(data, 'id');
  if (typeof id === 'string' || typeof id === 'number') return String(id);
  throw new Error(`nothing made: ${status} ${text}`);
}

async function done(answer: Promise<TestAnswer>): Promise<void> {
  const { status, text } = await answer;
  if (status >= 300) throw new Error(`not done: ${status} ${text}`);
}

const notes = 'guard_notes';

/** Whose the policy is. */
const bind =
  (whose: (subject: RightsSubject) => Record<string, string>) =>
  async ({ admin }: Caller, subject: RightsSubject): Promise<void> =>
    done(admin.request('POST', '/access', { ...whose(subject), policy: subject.policy }));

const toRole = bind(({ role }) => ({ role }));
const toUser = bind(({ user }) => ({ user }));
const toParent = bind(({ parent }) => ({ role: parent }));

const permit =
  (rule: Record<string, unknown> = {}) =>
  async ({ admin }: Caller, { policy }: RightsSubject): Promise<void> =>
    done(
      admin.request('POST', '/permissions', {
        collection: notes,
        action: 'read',
        fields: ['*'],
        permissions: {},
        policy,
        ...rule,
      }),
    );

const setPolicy =
  (changes: Record<string, unknown>) =>
  async ({ admin }: Caller, { policy }: RightsSubject): Promise<void> =>
    done(admin.request('PATCH', `/policies/${policy}`, changes));

const asAdmin = setPolicy({ admin_access: true });

const all =
  (...steps: RightsChange['prepare'][]): RightsChange['prepare'] =>
  async (at, subject) => {
    for (const step of steps) await step(at, subject);
  };

/** The id of the one row of a collection that belongs to the policy. */
async function rowOf({ admin }: Caller, path: string, { policy }: RightsSubject): Promise<string> {
  const { data } = await admin.request('GET', `/${path}?filter[policy][_eq]=${policy}`);
  if (!Array.isArray(data) || data.length === 0) throw new Error(`no ${path} of the policy`);
  return String(field(data[0], 'id'));
}

const setRow =
  (path: 'access' | 'permissions', changes: (subject: RightsSubject) => Record<string, unknown>) =>
  async (at: Caller, subject: RightsSubject): Promise<void> =>
    done(at.admin.request('PATCH', `/${path}/${await rowOf(at, path, subject)}`, changes(subject)));

const removeRow =
  (path: 'access' | 'permissions') =>
  async (at: Caller, subject: RightsSubject): Promise<void> =>
    done(at.admin.request('DELETE', `/${path}/${await rowOf(at, path, subject)}`));

const setRole =
  (whose: 'role' | 'parent', changes: Record<string, unknown>) =>
  async ({ admin }: Caller, subject: RightsSubject): Promise<void> =>
    done(admin.request('PATCH', `/roles/${subject[whose]}`, changes));

const sql =
  (change: (db: Knex, subject: RightsSubject) => Promise<unknown>): RightsChange['change'] =>
  (_, subject, db) =>
    change(db, subject);

/** Only a plain yes or a plain no counts. */
function verdict({ status, text }: TestAnswer, yes: boolean): boolean {
  if (status === 403 || status === 401) return false;
  if (status >= 300) throw new Error(`neither yes nor no: ${status} ${text}`);
  return yes;
}

const readsNotes: Probe = async ({ admin }, { token }) => {
  const answer = await admin.request('GET', `/items/${notes}`, undefined, token);
  return verdict(answer, Array.isArray(answer.data) && answer.data.length > 0);
};

const readsText: Probe = async ({ admin }, { token }) => {
  const answer = await admin.request('GET', `/items/${notes}`, undefined, token);
  const rows = Array.isArray(answer.data) ? answer.data : [];
  return verdict(
    answer,
    rows.some((row) => field(row, 'text') === 'secret'),
  );
};

const readsNotesByGraphql: Probe = async ({ admin }, { token }) => {
  const { data } = await admin.graphql('items', `{ ${notes} { id text } }`, token);
  const rows = field(data, notes);
  return Array.isArray(rows) && rows.some((row) => field(row, 'text') === 'secret');
};

const isPermittedInGraphql: Probe = async ({ admin }, { token }) => {
  const { text } = await admin.graphql('items', '{ __schema { types { name } } }', token);
  return text.includes(`"${notes}"`);
};

const changesNote: Probe = async ({ admin }, { token }) => {
  const { data } = await admin.request('GET', `/items/${notes}?limit=1`);
  const id = Array.isArray(data) ? field(data[0], 'id') : undefined;
  const answer = await admin.request('PATCH', `/items/${notes}/${id}`, { text: 'secret' }, token);
  return verdict(answer, true);
};

const createsNote: Probe = async ({ admin }, { token }) =>
  verdict(await admin.request('POST', `/items/${notes}`, { text: 'secret' }, token), true);

const createsOtherNote: Probe = async ({ admin }, { token }) => {
  const answer = await admin.request('POST', `/items/${notes}`, { text: 'other' }, token);
  return answer.status === 400 ? false : verdict(answer, true);
};

/** What only an administrator may: see users, change another, sign somebody out, and the same by GraphQL. */
const isAdmin: Probe = async ({ admin }, { token, parent }) => {
  const nobody = randomUUID();
  const answers = await Promise.all([
    admin.request('GET', '/users?fields=id,email', undefined, token),
    admin.request('PATCH', `/roles/${parent}`, { description: nobody }, token),
    admin.request('POST', '/genie/sign-out', { userId: nobody }, token),
  ]);
  const byGraphql = await admin.graphql('system', '{ users { id email } }', token);
  const did = [
    ...answers.map(({ status }) => status < 300),
    Array.isArray(field(byGraphql.data, 'users')),
  ];
  return did.some(Boolean);
};

const isAdminAfterLogin: Probe = async (at, subject) => {
  const { email } = subject;
  const login = await at.admin.request('POST', '/auth/login', { email, password }, null);
  return isAdmin(at, { ...subject, token: tokenField(login, 'access_token') });
};

const isAdminByJwt: Probe = async (at, subject) => {
  const { email } = subject;
  jwts[email] ??= await at.admin
    .request('POST', '/auth/login', { email, password }, null)
    .then((login) => tokenField(login, 'access_token'));
  return isAdmin(at, { ...subject, token: jwts[email] });
};
const jwts: Record<string, string> = {};

const seesPresets: Probe = async ({ admin }, { token }) =>
  verdict(await admin.request('GET', '/presets', undefined, token), true);

const readsInPublic: Probe = async (at, subject) =>
  readsNotes({ ...at, admin: publicly(at.admin) }, subject);

function publicly(admin: Caller['admin']): Caller['admin'] {
  return {
    ...admin,
    request: (method, path, body, _token, headers) =>
      admin.request(method, path, body, null, headers),
  };
}

/** A share of a note as the user made it, with the role's rights. */
const shareNote: RightsChange['prepare'] = async ({ admin }, subject) => {
  const { data } = await admin.request('GET', `/items/${notes}?limit=1`);
  const item = String(field(Array.isArray(data) ? data[0] : undefined, 'id'));
  const share = { collection: notes, item, role: subject.role };
  const id = await idOf(admin.request('POST', '/shares', share, subject.token));
  const opened = await admin.request('POST', '/shares/auth', { share: id }, null);
  shares[subject.user] = { id, item, token: tokenField(opened, 'access_token') };
};
const shares: Record<string, { id: string; item: string; token: string }> = {};

const readsShare: Probe = async ({ admin }, { user }) => {
  const { item = '', token = '' } = shares[user] ?? {};
  return verdict(await admin.request('GET', `/items/${notes}/${item}`, undefined, token), true);
};

const mayShare = all(
  toRole,
  permit(),
  permit({ action: 'share' }),
  permit({ collection: 'directus_shares', action: 'create' }),
  permit({ collection: 'directus_shares', action: 'read' }),
  shareNote,
);

const reader = all(toRole, permit());
const roleAdmin = all(toRole, asAdmin);
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
  prepare: RightsChange['prepare'],
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
  prepare: RightsChange['prepare'],
  probe: Probe,
  change: RightsChange['change'],
): RightsChange {
  return { name, prepare, probe, change, grants: true };
}

/** A note with a text, and the field for it. */
export async function makeSecretNote({ admin }: Caller): Promise<void> {
  const text = { field: 'text', type: 'string', schema: {}, meta: {} };
  await done(admin.request('POST', `/fields/${notes}`, text));
  await done(admin.request('POST', `/items/${notes}`, { text: 'secret' }));
}

/** A field whose values are hidden from now on. */
export async function concealText({ admin }: Caller, isConcealed: boolean): Promise<void> {
  const special = isConcealed ? ['conceal'] : null;
  await done(admin.request('PATCH', `/fields/${notes}/text`, { meta: { special } }));
}

export const readsTextAsAdmin = async ({ admin }: Caller): Promise<boolean> =>
  (await admin.request('GET', `/items/${notes}`)).text.includes('"secret"');

/** What became of a change at both processes: the probe before, and each one's very next answers. */
export interface SeenChange {
  before: [boolean, boolean];
  after: [boolean, boolean];
}

/** Prepares, warms the caches of both, changes at `one`, and asks `two` first. */
export async function seeChange(
  { prepare, probe, change }: RightsChange,
  one: Caller,
  two: Caller,
  db: Knex,
): Promise<SeenChange> {
  const subject = await createSubject(one);
  await prepare(one, subject);
  await Promise.all([probe(one, subject), probe(two, subject)]);
  const before: [boolean, boolean] = [await probe(one, subject), await probe(two, subject)];
  await change(one, subject, db);
  const atTwo = await probe(two, subject);
  const after: [boolean, boolean] = [await probe(one, subject), atTwo];
  // Without a licence Directus 12 has places for three with access to the Studio.
  await one.admin.request('DELETE', `/users/${subject.user}`);
  return { before, after };
}
