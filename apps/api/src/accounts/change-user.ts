import Type from 'typebox';
import { administratorOf } from '../directus/acting-administrator.ts';
import { AppError, invalidField } from '../http/errors.ts';
import { operation, type RequestContext } from '../http/operation.ts';
import { line, okAnswer, recordId, requestBody } from '../http/schemas.ts';
import type { AccountChange, Mail } from '../mail/index.ts';
import type { UserDirectory } from './account-store.ts';
import { exampleListedUser, type ListedUser, listedUser } from './listed-user.ts';
import type { ProfileStore } from './profile-store.ts';

/** `PATCH /api/admin/users/:id`: changes a user's plan, status or role, from the user's next request on. */
export const changeUser = operation({
  path: 'PATCH /api/admin/users/:id',
  operationId: 'changeUser',
  guard: 'admin',
  limit: 'default',
  work: 'records',
  errors: [
    'users.not_found',
    'users.own_account',
    'users.runs_the_server',
    'users.leaving',
    'users.last_administrator',
    'users.admin_token_not_set',
  ],
  tag: 'Users',
  summary: 'Change the plan, the status or the role of a user',
  description:
    'Counts from the user’s next request on. Another status ends every login; an active user may sign in again. With another role the tokens of before are refused, and a refresh at Directus gives others. The user is told by mail, where this server sends any. Nobody changes the own status or role, nor that of the account that this server works with.',
  params: Type.Object({ id: recordId("The user's id.") }),
  body: requestBody(
    'UserChanges',
    {
      subscriptionTier: Type.Optional(
        Type.Union([
          line({ minLength: 1, maxLength: 64, description: 'The plan, such as pro.' }),
          Type.Null({ description: 'No plan.' }),
        ]),
      ),
      status: Type.Optional(Type.Enum(['active', 'suspended'])),
      role: Type.Optional(
        line({ minLength: 1, maxLength: 255, description: "A role's id, or its name." }),
      ),
    },
    { subscriptionTier: 'pro', status: 'active' },
    { role: 'Pro' },
  ),
  answer: okAnswer('The user as it is now.', { user: listedUser }, { user: exampleListedUser }),
  async run({ params, body, principal, request }, deps: ChangeUserDeps) {
    if (Object.keys(body).length === 0) {
      throw invalidField('', 'must have subscriptionTier, status or role');
    }
    const { users } = deps;
    const userId = params.id.toLowerCase();
    const before = await users.find(userId);
    if (before === undefined) throw new AppError('users.not_found');
    if (body.status !== undefined || body.role !== undefined) {
      if (userId === principal.user.userId) throw new AppError('users.own_account');
      if (await deps.profiles.isOfServer(userId)) throw new AppError('users.runs_the_server');
    }
    // Another status would take away that it's to be erased.
    if (body.status !== undefined && before.status === 'archived') {
      throw new AppError('users.leaving');
    }
    const role = body.role === undefined ? undefined : await findRole(body.role, users);
    const wanted = {
      ...(body.subscriptionTier !== undefined && { subscription_tier: body.subscriptionTier }),
      ...(body.status !== undefined && { status: body.status }),
      ...(role !== undefined && { role: role.id }),
    };
    const after = await users.change(userId, wanted, administratorOf(principal, request));
    if (after === null) throw new AppError('users.not_found');
    const changes = differences(before, after);
    request.log.warn(
      { adminId: principal.user.userId, userId, changes },
      'an administrator changed a user',
    );
    await tell(after, changes, deps.mail, request);
    return { ok: true, user: after };
  },
});

export interface ChangeUserDeps {
  users: Pick<UserDirectory, 'find' | 'change' | 'listRoles'>;
  profiles: Pick<ProfileStore, 'isOfServer'>;
  mail: Mail;
}

async function findRole(named: string, users: Pick<UserDirectory, 'listRoles'>) {
  const all = await users.listRoles();
  const [one, other] = all.filter(({ id, name }) => id === named.toLowerCase() || name === named);
  if (one === undefined) throw invalidField('role', 'must be the id or the name of a role');
  if (other !== undefined) {
    throw invalidField('role', 'must be an id, since several roles have this name');
  }
  return one;
}

function differences(before: ListedUser, after: ListedUser): AccountChange[] {
  return (['subscriptionTier', 'status', 'role'] as const)
    .map((what) => ({ what, from: before[what], to: after[what] }))
    .filter(({ from, to }) => from !== to);
}

/** It has been done, so nothing that happens to its mail is an error. */
async function tell(
  { id: userId, email }: ListedUser,
  changes: AccountChange[],
  mail: Mail,
  { log }: Pick<RequestContext, 'log'>,
): Promise<void> {
  if (!mail.isConfigured || email === null || changes.length === 0) return;
  const payload = { userId, email, changes, at: Date.now() };
  await mail.post({ kind: 'account-changed', payload }).catch((error: unknown) => {
    log.error({ err: error, userId }, 'the mail about a changed account was not kept');
  });
}
