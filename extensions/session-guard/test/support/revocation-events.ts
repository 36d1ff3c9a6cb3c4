import type { TestUser } from '../../../../test/support/directus-client.ts';
import type { Caller, Mode } from './caller.ts';
import { accessTokenOf, tokenField } from './caller.ts';
import { graceMs } from './guarded-directus.ts';

/** A login of a user, as a device would keep it. */
export interface Device {
  mode: Mode;
  accessToken: string;
  refreshToken: string;
  cookie: string;
}

/** Something after which the first device's token must be dead; the second device may live on. */
export interface RevocationEvent {
  name: string;
  endsSecondDevice: boolean;
  happen(directus: Caller, user: TestUser, first: Device): Promise<unknown>;
}

export async function logIn(directus: Caller, user: TestUser, mode: Mode): Promise<Device> {
  const tokens = await directus.admin.login(user.email, user.password, mode);
  const { refreshToken, cookie } = tokens;
  return { mode, accessToken: accessTokenOf(tokens), refreshToken, cookie };
}

export async function logOut(directus: Caller, device: Device): Promise<void> {
  const { status } =
    device.mode === 'json'
      ? await directus.logout(device.refreshToken)
      : await directus.withCookie('/auth/logout', device.mode, device.cookie);
  if (status !== 204) throw new Error(`no logout: ${status}`);
}

export const revocationEvents: readonly RevocationEvent[] = [
  {
    name: 'logout',
    endsSecondDevice: false,
    happen: (directus, _, first) => logOut(directus, first),
  },
  byAdmin('suspension', 'PATCH', { status: 'suspended' }),
  byAdmin('archiving', 'PATCH', { status: 'archived' }),
  byAdmin('deletion', 'DELETE'),
  byAdmin('password change', 'PATCH', { password: 'another-password-5T' }),
  {
    name: 'e-mail change',
    endsSecondDevice: true,
    happen: ({ admin }, user) =>
      done(admin.request('PATCH', `/users/${user.id}`, { email: `new-${user.email}` })),
  },
  byAdmin('role taken away', 'PATCH', { role: null }),
  {
    name: 'suspension of many',
    endsSecondDevice: true,
    happen: ({ admin }, { id }) =>
      done(admin.request('PATCH', '/users', { keys: [id], data: { status: 'suspended' } })),
  },
  {
    name: 'password change in a batch',
    endsSecondDevice: true,
    happen: ({ admin }, { id }) =>
      done(admin.request('PATCH', '/users', [{ id, password: 'another-password-5T' }])),
  },
  {
    name: 'own password change',
    endsSecondDevice: true,
    happen: ({ admin }, { id }, { accessToken }) => changeOwnPassword({ admin }, id, accessToken),
  },
  {
    name: 'suspension by GraphQL',
    endsSecondDevice: true,
    happen: ({ admin }, { id }) =>
      done(
        admin.graphql(
          'system',
          `mutation { update_users_item(id: "${id}", data: { status: "suspended" }) { id } }`,
        ),
      ),
  },
  {
    name: 'password change through the role',
    endsSecondDevice: true,
    happen: async ({ admin }, { id, email }) => {
      const change = { update: [{ id, password: 'another-password-5T' }], create: [], delete: [] };
      const role = '804d487e-2200-4cc4-b188-70465471e0a4';
      await done(admin.request('PATCH', `/roles/${role}`, { users: change }));
      await admin.login(email, 'another-password-5T');
    },
  },
  {
    name: 'reuse of a refresh token',
    endsSecondDevice: false,
    async happen(directus, _, first) {
      if (first.mode === 'session') return reuseSession(directus, first);
      const cookie = first.cookie;
      const refresh = () =>
        first.mode === 'json'
          ? directus.refresh(first.refreshToken)
          : directus.withCookie('/auth/refresh', 'cookie', cookie);
      const refreshed = await refresh();
      tokenField(refreshed, 'access_token');
      await afterGrace();
      const reused = await refresh();
      if (reused.status !== 401) throw new Error(`reuse answered ${reused.status}`);
    },
  },
];

async function reuseSession(directus: Caller, first: Device): Promise<void> {
  const refreshed = await directus.withCookie('/auth/refresh', 'session', first.cookie);
  if (refreshed.status !== 200) throw new Error(`no refresh: ${refreshed.status}`);
  await afterGrace();
  const reused = await directus.withCookie('/auth/refresh', 'session', first.cookie);
  if (reused.status !== 401) throw new Error(`reuse answered ${reused.status}`);
}

export function afterGrace(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, graceMs + 50));
}

async function changeOwnPassword(
  { admin }: Pick<Caller, 'admin'>,
  userId: string,
  accessToken: string,
): Promise<void> {
  // Pro users may not write their own row.
  const policies = await admin.request('POST', '/policies', {
    name: `own password ${userId}`,
    permissions: [
      { collection: 'directus_users', action: 'update', fields: ['password'], permissions: {} },
    ],
    users: [{ user: userId }],
  });
  if (policies.status !== 200) throw new Error(`no policy: ${policies.text}`);
  await done(admin.request('PATCH', '/users/me', { password: 'another-password-5T' }, accessToken));
}

function byAdmin(name: string, method: string, change?: Record<string, unknown>): RevocationEvent {
  return {
    name,
    endsSecondDevice: true,
    happen: ({ admin }, { id }) => done(admin.request(method, `/users/${id}`, change)),
  };
}

async function done(answer: Promise<{ status: number; text: string }>): Promise<void> {
  const { status, text } = await answer;
  if (status !== 200 && status !== 204) throw new Error(`it didn't happen: ${status} ${text}`);
}
