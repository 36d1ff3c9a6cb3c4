import type { TestDirectusClient, TestUser } from './directus-client.ts';

/** What a grant is made with. */
export interface GrantKit {
  /** POSTs and gives the new id. */
  make(path: string, body: unknown): Promise<string>;
  request: TestDirectusClient['request'];
  /** A policy by which users read their own fields. */
  memberPolicy: string;
}

/** A way to be an administrator that can be given and taken while the user's token lives. */
export interface AdminGrant {
  /** Completes "admin by …". */
  name: string;
  make(
    kit: GrantKit,
    createUser: TestDirectusClient['createUser'],
  ): Promise<{ user: TestUser; give(): Promise<void>; take(): Promise<void> }>;
}

const adminPolicy = { name: 'test admins', admin_access: true, app_access: true };

/** Not given at first. */
export const adminGrants: AdminGrant[] = [
  {
    name: 'an admin policy on the user',
    async make(kit, createUser) {
      const user = await createUser();
      return { user, ...(await byAccess(kit, { user: user.id })) };
    },
  },
  {
    name: 'an admin policy on the role',
    async make(kit, createUser) {
      const role = await makeRole(kit);
      return { user: await createUser({ role }), ...(await byAccess(kit, { role })) };
    },
  },
  {
    name: 'an admin policy on the parent role',
    async make(kit, createUser) {
      const parent = await makeRole(kit);
      const role = await makeRole(kit, { parent });
      return { user: await createUser({ role }), ...(await byAccess(kit, { role: parent })) };
    },
  },
  {
    name: 'an admin policy two roles above',
    async make(kit, createUser) {
      const top = await makeRole(kit);
      const role = await makeRole(kit, { parent: await makeRole(kit, { parent: top }) });
      return { user: await createUser({ role }), ...(await byAccess(kit, { role: top })) };
    },
  },
  {
    name: 'a place under a role with an admin policy',
    async make(kit, createUser) {
      const policy = await kit.make('/policies', adminPolicy);
      const parent = await makeRole(kit, { policies: [{ policy }] });
      const role = await makeRole(kit);
      return {
        user: await createUser({ role }),
        ...bySetting(kit, `/roles/${role}`, { parent }, { parent: null }),
      };
    },
  },
  {
    name: 'admin access switched on in a policy',
    async make(kit, createUser) {
      const policy = await kit.make('/policies', { ...adminPolicy, admin_access: false });
      const role = await makeRole(kit, { policies: [{ policy }, { policy: kit.memberPolicy }] });
      const [on, off] = [{ admin_access: true }, { admin_access: false }];
      return {
        user: await createUser({ role }),
        ...bySetting(kit, `/policies/${policy}`, on, off),
      };
    },
  },
  {
    name: 'a role named Administrator',
    async make(kit, createUser) {
      const role = await makeRole(kit);
      const [on, off] = [{ name: 'Administrator' }, { name: 'Members' }];
      return { user: await createUser({ role }), ...bySetting(kit, `/roles/${role}`, on, off) };
    },
  },
];

async function makeRole({ make, memberPolicy }: GrantKit, fields: object = {}): Promise<string> {
  return await make('/roles', { name: 'Members', policies: [{ policy: memberPolicy }], ...fields });
}

/** The grant is a row that ties an admin policy to a user or a role. */
async function byAccess(kit: GrantKit, whose: { user: string } | { role: string }) {
  const policy = await kit.make('/policies', adminPolicy);
  let access = '';
  return {
    async give() {
      access = await kit.make('/access', { ...whose, policy });
    },
    async take() {
      await expectDone(kit.request('DELETE', `/access/${access}`));
    },
  };
}

function bySetting({ request }: GrantKit, path: string, on: object, off: object) {
  return {
    give: () => expectDone(request('PATCH', path, on)),
    take: () => expectDone(request('PATCH', path, off)),
  };
}

async function expectDone(answer: ReturnType<TestDirectusClient['request']>): Promise<void> {
  const { status, text } = await answer;
  if (status !== 200 && status !== 204) throw new Error(`not done: ${status} ${text}`);
}
