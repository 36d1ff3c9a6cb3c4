import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import Type from 'typebox';
import { orNull } from '../credentials/credential-fields.ts';
import { answer, exampleValues, line, userIdsPattern } from '../http/schemas.ts';
import type { UserDirectory } from './account-store.ts';

const defaultLimit = 50;
const querystring = Type.Object(
  {
    limit: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 500, description: `Default: ${defaultLimit}.` }),
    ),
    offset: Type.Optional(Type.Integer({ minimum: 0, description: 'Default: 0.' })),
    search: Type.Optional(
      line({
        minLength: 1,
        maxLength: 100,
        description: 'Part of an e-mail or a first name, in any case.',
      }),
    ),
    ids: Type.Optional(
      Type.String({
        pattern: userIdsPattern,
        description: 'Only these users: up to 100 ids with commas between.',
      }),
    ),
  },
  { additionalProperties: false },
);

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

/** `GET /api/admin/users`: everybody with an account, by e-mail. */
export function listUsersRoute(deps: {
  users: Pick<UserDirectory, 'list'>;
}): FastifyPluginAsyncTypebox {
  return async (app) => {
    app.get(
      '/api/admin/users',
      {
        config: {
          guard: 'admin',
          limit: 'default',
          work: 'records',
          errors: ['users.admin_token_not_set'],
        },
        schema: {
          operationId: 'listUsers',
          tags: ['Users'],
          summary: 'The users',
          description: 'With the number of their live logins, the console’s and others.',
          querystring,
          response: {
            200: answer(
              { ok: Type.Literal(true), users: Type.Array(listedUser), total: Type.Integer() },
              {
                description: 'Users by e-mail, and how many there are in all.',
                example: {
                  ok: true,
                  users: [
                    {
                      id: exampleValues.userId,
                      email: exampleValues.email,
                      firstName: 'Dana',
                      role: 'Pro',
                      status: 'active',
                      sessions: 2,
                      lastSeenAt: exampleValues.later,
                    },
                  ],
                  total: 1,
                },
              },
            ),
          },
        },
      },
      async (request) => {
        const { limit = defaultLimit, offset = 0, search, ids } = request.query;
        const found = await deps.users.list({
          limit,
          offset,
          ...(search === undefined ? {} : { search }),
          ...(ids === undefined ? {} : { ids: ids.toLowerCase().split(',') }),
        });
        return { ok: true as const, ...found };
      },
    );
  };
}
