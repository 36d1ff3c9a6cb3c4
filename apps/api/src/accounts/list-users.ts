import Type, { type Static } from 'typebox';
import { operation } from '../http/operation.ts';
import {
  exampleValues,
  line,
  okAnswer,
  onlyFields,
  orNull,
  pageFields,
  pageOf,
  patternWith,
  uuidPattern,
} from '../http/schemas.ts';
import type { UserDirectory } from './account-store.ts';

const listedUser = Type.Object(
  {
    id: Type.String(),
    email: orNull,
    firstName: orNull,
    role: { ...orNull, description: "The role's name." },
    status: Type.String({ description: 'active, or why not.' }),
    sessions: Type.Union([Type.Integer(), Type.Null()], {
      description: 'Live logins; null where Directus lacks the session guard.',
    }),
    lastSeenAt: Type.Optional(
      Type.String({ description: 'When a login was last made or refreshed.' }),
    ),
  },
  { title: 'ListedUser' },
);

const exampleListedUser: Static<typeof listedUser> = {
  id: exampleValues.userId,
  email: exampleValues.email,
  firstName: 'Dana',
  role: 'Pro',
  status: 'active',
  sessions: 2,
  lastSeenAt: exampleValues.later,
};

/** `GET /api/admin/users`: everybody with an account, by e-mail. */
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
  }),
  answer: okAnswer(
    'Users by e-mail, and how many there are in all.',
    { users: Type.Array(listedUser), total: Type.Integer() },
    { users: [exampleListedUser], total: 1 },
  ),
  async run({ query }, { users }: { users: Pick<UserDirectory, 'list'> }) {
    const { page, wanted } = pageOf(query);
    const ids = wanted.ids?.toLowerCase().split(',');
    return { ok: true, ...(await users.list({ ...page, search: wanted.search, ids })) };
  },
});
