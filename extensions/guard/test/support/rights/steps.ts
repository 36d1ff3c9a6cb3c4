import type { Knex } from 'knex';
import { field } from '../../../../../test/support/directus-client.ts';
import { type Caller, tokenField } from '../caller.ts';
import { done, idOf, notes, type RightsSubject } from './subject.ts';

/** What grants or takes a right, through Directus's own API. */
export type Step = (at: Caller, subject: RightsSubject) => Promise<unknown>;

/** Whose the policy is. */
export const bind =
  (whose: (subject: RightsSubject) => Record<string, string>) =>
  async ({ admin }: Caller, subject: RightsSubject): Promise<void> =>
    done(admin.request('POST', '/access', { ...whose(subject), policy: subject.policy }));

export const toRole = bind(({ role }) => ({ role }));
export const toUser = bind(({ user }) => ({ user }));
export const toParent = bind(({ parent }) => ({ role: parent }));

export const permit =
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

export const setPolicy =
  (changes: Record<string, unknown>) =>
  async ({ admin }: Caller, { policy }: RightsSubject): Promise<void> =>
    done(admin.request('PATCH', `/policies/${policy}`, changes));

export const asAdmin = setPolicy({ admin_access: true });

export const all =
  (...steps: Step[]): Step =>
  async (at, subject) => {
    for (const step of steps) await step(at, subject);
  };

/** The id of the one row of a collection that belongs to the policy. */
async function rowOf({ admin }: Caller, path: string, { policy }: RightsSubject): Promise<string> {
  const { data } = await admin.request('GET', `/${path}?filter[policy][_eq]=${policy}`);
  if (!Array.isArray(data) || data.length === 0) throw new Error(`no ${path} of the policy`);
  return String(field(data[0], 'id'));
}

type Row = 'access' | 'permissions';

export const setRow =
  (path: Row, changes: Record<string, unknown>): Step =>
  async (at, subject) =>
    done(at.admin.request('PATCH', `/${path}/${await rowOf(at, path, subject)}`, changes));

export const setRole =
  (changes: Record<string, unknown>): Step =>
  async ({ admin }, { role }) =>
    done(admin.request('PATCH', `/roles/${role}`, changes));

/** One change through Directus's own API, and the same past it. */
export interface BothWays {
  atDirectus: Step;
  bySql: (db: Knex, subject: RightsSubject) => Promise<unknown>;
}

/** Removes what binds the policy to somebody, or its permissions. */
export const removal = (path: Row): BothWays => ({
  atDirectus: async (at, subject) =>
    done(at.admin.request('DELETE', `/${path}/${await rowOf(at, path, subject)}`)),
  bySql: (db, { policy }) => db(`directus_${path}`).where({ policy }).delete(),
});

/** @param columns as the database keeps them, where it keeps them otherwise than Directus takes them */
export const policyChange = (
  changes: Record<string, unknown>,
  columns: Record<string, unknown> = changes,
): BothWays => ({
  atDirectus: setPolicy(changes),
  bySql: (db, { policy }) => db('directus_policies').where({ id: policy }).update(columns),
});

export const permissionChange = (
  changes: Record<string, unknown>,
  columns: Record<string, unknown>,
): BothWays => ({
  atDirectus: setRow('permissions', changes),
  bySql: (db, { policy }) => db('directus_permissions').where({ policy }).update(columns),
});

export const roleChange = (changes: Record<string, unknown>): BothWays => ({
  atDirectus: setRole(changes),
  bySql: (db, { role }) => db('directus_roles').where({ id: role }).update(changes),
});

/** The shares that were made, by the user who made them. */
export const shares: Record<string, { id: string; item: string; token: string }> = {};

/** A share of a note as the user made it, with the role's rights. */
const shareNote: Step = async ({ admin }, subject) => {
  const { data } = await admin.request('GET', `/items/${notes}?limit=1`);
  const item = String(field(Array.isArray(data) ? data[0] : undefined, 'id'));
  const share = { collection: notes, item, role: subject.role };
  const id = await idOf(admin.request('POST', '/shares', share, subject.token));
  const opened = await admin.request('POST', '/shares/auth', { share: id }, null);
  shares[subject.user] = { id, item, token: tokenField(opened, 'access_token') };
};

export const mayShare = all(
  toRole,
  permit(),
  permit({ action: 'share' }),
  permit({ collection: 'directus_shares', action: 'create' }),
  permit({ collection: 'directus_shares', action: 'read' }),
  shareNote,
);

export const reader = all(toRole, permit());
export const roleAdmin = all(toRole, asAdmin);
