import { accountLinkPaths, type LinkPurpose, refreshGraceMs } from '@genie-helper/guard-protocol';
import { proRoleId } from '../../../../directus/state/accounts.ts';
import { field, type TestUser } from '../../../../test/support/directus-client.ts';
import { notOnTwelve } from '../../../../test/support/directus-settings.ts';
import { askGuard, issue, redeem } from './account-links.ts';
import type { Caller } from './caller.ts';
import { tokenField } from './caller.ts';
import { textField } from './guarded-directus.ts';
import { beginDeletion } from './leaving.ts';
import { type Device, logIn } from './log-in.ts';
import { endLogin, endOtherLogins } from './logins.ts';

export { type Device, logIn };

/** Something after which the first device's token must be dead; the second device may live on. */
export interface RevocationEvent {
  name: string;
  endsSecondDevice: boolean;
  happen(directus: Caller, user: TestUser, first: Device): Promise<unknown>;
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
  {
    name: 'sign-out everywhere',
    endsSecondDevice: true,
    happen: ({ admin }, { id }) => done(admin.request('POST', '/genie/sign-out', { userId: id })),
  },
  {
    name: 'end of a device',
    endsSecondDevice: false,
    happen: (directus, { id }, { accessToken }) => endLogin(directus, id, accessToken),
  },
  {
    name: 'end of all other devices',
    endsSecondDevice: true,
    async happen(directus, user) {
      const own = await logIn(directus, user, 'json');
      await endOtherLogins(directus, user.id, own.accessToken);
      if ((await directus.identityOf(own.accessToken)) === null) throw new Error('the own ended');
    },
  },
  {
    name: 'longest life of a login',
    endsSecondDevice: false,
    happen: (directus, _, { accessToken }) => directus.ageLogin(accessToken, 30 * 86_400_000),
  },
  {
    name: 'password reset by a link',
    endsSecondDevice: true,
    async happen(directus, { id }) {
      const { token } = await issue(directus, { userId: id });
      const { verdict } = await redeem(directus, token);
      if (verdict !== 'redeemed') throw new Error(`no reset: ${verdict}`);
    },
  },
  {
    name: 'password change with proof',
    endsSecondDevice: true,
    async happen(directus, user) {
      const { accessToken: proof } = await logIn(directus, user, 'session');
      const change = { proof, password: 'another-password-5T', keepsProof: true };
      await done(askGuard(directus, accountLinkPaths.changePassword, change));
      await directus.admin.login(user.email, change.password);
    },
  },
  {
    name: 'e-mail change by a link',
    endsSecondDevice: true,
    happen: (directus, { id, email }) =>
      redeemLink(directus, id, 'email-change', { newEmail: `linked-${email}` }),
  },
  {
    name: 'e-mail taken back by "this wasn\'t me"',
    endsSecondDevice: true,
    happen: (directus, { id, email }) =>
      redeemLink(directus, id, 'not-me', { newEmail: `former-${email}` }),
  },
  {
    name: '"this wasn\'t me"',
    endsSecondDevice: true,
    happen: (directus, { id }) => redeemLink(directus, id, 'not-me'),
  },
  {
    name: 'deletion by the owner',
    endsSecondDevice: true,
    async happen(directus, user) {
      const { verdict } = await beginDeletion(directus, user);
      if (verdict !== 'begun') throw new Error(`no deletion: ${verdict}`);
    },
  },
  {
    name: 'address proven by somebody else',
    endsSecondDevice: true,
    happen: (directus, { id }) => redeemLink(directus, id, 'email-verify'),
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
    happen: ({ admin }, _, { accessToken }) =>
      done(admin.request('PATCH', '/users/me', { password: 'another-password-5T' }, accessToken)),
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
      await done(admin.request('PATCH', `/roles/${proRoleId}`, { users: change }));
      await admin.login(email, 'another-password-5T');
    },
  },
  {
    name: 'password change by a flow',
    endsSecondDevice: true,
    happen: ({ admin }, { id }) =>
      changeByFlow(admin, 'directus_users', id, { password: 'another-password-5T' }),
  },
  {
    name: 'e-mail change by a flow',
    endsSecondDevice: true,
    happen: ({ admin }, { id, email }) =>
      changeByFlow(admin, 'directus_users', id, { email: `flow-${email}` }),
  },
  {
    name: 'suspension by a flow, and an end of it',
    endsSecondDevice: true,
    async happen({ admin }, { id }) {
      await changeByFlow(admin, 'directus_users', id, { status: 'suspended' });
      await done(admin.request('PATCH', `/users/${id}`, { status: 'active' }));
    },
  },
  byAdmin('provider change', 'PATCH', { provider: 'ldap' }),
  {
    name: 'identifier change',
    endsSecondDevice: true,
    happen: ({ admin }, { id }) =>
      done(admin.request('PATCH', `/users/${id}`, { external_identifier: `of ${id}` })),
  },
  {
    name: 'provider change by a flow',
    endsSecondDevice: true,
    happen: ({ admin }, { id }) => changeByFlow(admin, 'directus_users', id, { provider: 'ldap' }),
  },
  {
    name: 'e-mail reverted',
    endsSecondDevice: true,
    happen: ({ admin }, { id, email }) => revertEmail(admin, id, `reverted-${email}`),
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
      await directus.passGrace(first.accessToken);
      const reused = await refresh();
      if (reused.status !== 401) throw new Error(`reuse answered ${reused.status}`);
    },
  },
];

async function reuseSession(directus: Caller, first: Device): Promise<void> {
  const refreshed = await directus.withCookie('/auth/refresh', 'session', first.cookie);
  if (refreshed.status !== 200) throw new Error(`no refresh: ${refreshed.status}`);
  await directus.passGrace(first.accessToken);
  const reused = await directus.withCookie('/auth/refresh', 'session', first.cookie);
  if (reused.status !== 401) throw new Error(`reuse answered ${reused.status}`);
}

/** For real, so that the database's notion of it is tried too. */
export function afterGrace(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, refreshGraceMs + 50));
}

/** A flow's operation writes past Directus's users service, which would end the sessions itself. */
async function changeByFlow(
  admin: Caller['admin'],
  collection: string,
  key: string,
  payload: Record<string, unknown>,
): Promise<void> {
  const flow = await admin.request('POST', '/flows', {
    name: `change ${key}`,
    status: 'active',
    trigger: 'webhook',
    options: { method: 'GET', async: false },
  });
  const flowId = textField(flow.data, 'id');
  const operation = await admin.request('POST', '/operations', {
    flow: flowId,
    key: 'change',
    type: 'item-update',
    position_x: 1,
    position_y: 1,
    options: { collection, key: [key], payload, permissions: '$full' },
  });
  await done(
    admin.request('PATCH', `/flows/${flowId}`, { operation: textField(operation.data, 'id') }),
  );
  await done(admin.request('GET', `/flows/trigger/${flowId}`));
  // Directus 12 without a licence lets five be active.
  await done(admin.request('DELETE', `/flows/${flowId}`));
}

/**
 * Reverts a user to a revision with another e-mail. The revision is the one of its creation, changed:
 * a real change of e-mail beforehand would have ended the sessions by itself.
 */
async function revertEmail(admin: Caller['admin'], userId: string, email: string): Promise<void> {
  const { data } = await admin.request('GET', `/revisions?filter[item][_eq]=${userId}`);
  const id = Array.isArray(data) ? String(field(data[0], 'id')) : '';
  await changeByFlow(admin, 'directus_revisions', id, { data: { email } });
  await done(admin.request('POST', `/utils/revert/${id}`));
  const user = await admin.request('GET', `/users/${userId}`);
  if (field(user.data, 'email') !== email) throw new Error(`not reverted: ${user.text}`);
}

async function redeemLink(
  directus: Pick<Caller, 'admin'>,
  userId: string,
  purpose: LinkPurpose,
  more: { newEmail?: string } = {},
): Promise<void> {
  const { token } = await issue(directus, { userId, purpose, ...more });
  const { verdict } = await redeem(directus, token, { purpose });
  if (verdict !== 'redeemed') throw new Error(`the link did nothing: ${verdict}`);
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

/**
 * Events that Directus 12 doesn't let happen without a licence. A user of another provider, who got there by a flow, even
 * keeps everybody but administrators from signing in.
 */
const ofProviders = ['provider change', 'provider change by a flow'];

/** Why an event can't be tried on the Directus of these tests; false where it can. */
export function whyNotTried(event: string): string | false {
  return ofProviders.includes(event) && notOnTwelve('other providers need a licence');
}
