import Type from 'typebox';
import { operation } from '../http/operation.ts';
import { exampleValues, okAnswer } from '../http/schemas.ts';
import type { UserDirectory } from './account-store.ts';

const role = Type.Object({ id: Type.String(), name: Type.String() }, { title: 'Role' });

/** `GET /api/admin/roles`: what role a user can be given. */
export const listRoles = operation({
  path: 'GET /api/admin/roles',
  operationId: 'listRoles',
  guard: 'admin',
  limit: 'default',
  work: 'records',
  errors: ['users.admin_token_not_set'],
  tag: 'Users',
  summary: 'The roles',
  description: 'As Directus has them. A role is made and changed there.',
  answer: okAnswer(
    'All roles, by name.',
    { roles: Type.Array(role) },
    { roles: [{ id: exampleValues.userId, name: 'Pro' }] },
  ),
  async run(_, { users }: { users: Pick<UserDirectory, 'listRoles'> }) {
    return { ok: true, roles: await users.listRoles() };
  },
});
