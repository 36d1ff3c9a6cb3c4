import Type from 'typebox';
import { operation } from '../http/operation.ts';
import {
  line,
  okAnswer,
  onlyFields,
  pageFields,
  pageOf,
  patternWith,
  uuidPattern,
} from '../http/schemas.ts';
import type { UserDirectory } from './account-store.ts';
import { exampleListedUser, listedUser, userOrders, userStatuses } from './listed-user.ts';

/** `GET /api/admin/users`: everybody with an account. */
export const listUsers = operation({
  path: 'GET /api/admin/users',
  operationId: 'listUsers',
  guard: 'admin',
  limit: 'default',
  work: 'records',
  errors: ['users.admin_token_not_set'],
  tag: 'Users',
  summary: 'The users',
  description: 'With the number of their live logins, the console’s and others.',
  query: onlyFields({
    ...pageFields,
    search: Type.Optional(
      line({
        minLength: 1,
        maxLength: 100,
        description: 'Part of an e-mail or a first name, in any case.',
      }),
    ),
    ids: Type.Optional(
      Type.String({
        pattern: patternWith(
          'must be 1 to 100 ids of users, with commas between',
          `^${uuidPattern}(?:,${uuidPattern}){0,99}$`,
        ),
        description: 'Only these users: up to 100 ids with commas between.',
      }),
    ),
    status: Type.Optional(
      Type.Enum([...userStatuses], { description: 'Only users of this status.' }),
    ),
    sort: Type.Optional(
      Type.Enum([...userOrders], {
        description:
          'By e-mail where left out; newest: by when they were made, lastSeen: by when a login was last made or refreshed, the latest first.',
      }),
    ),
  }),
  answer: okAnswer(
    'Users, and how many there are in all.',
    { users: Type.Array(listedUser), total: Type.Integer() },
    { users: [exampleListedUser], total: 1 },
  ),
  async run({ query }, { users }: { users: Pick<UserDirectory, 'list'> }) {
    const { page, wanted } = pageOf(query);
    const ids = wanted.ids?.toLowerCase().split(',');
    return { ok: true, ...(await users.list({ ...page, ...wanted, ids })) };
  },
});
