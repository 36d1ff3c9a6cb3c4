import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import Type from 'typebox';
import { userOf } from '../auth/principal.ts';
import { answer, exampleValues } from '../http/schemas.ts';
import type { RequireCredentials } from './create-credentials.ts';
import { keyState, orNull } from './credential-fields.ts';
import type { ListedConnection } from './list-sealed-rows.ts';

const connection = Type.Object(
  {
    id: Type.String(),
    platform: Type.String(),
    platform_username: orNull,
    credentialsVersion: Type.Integer(),
    updatedAt: Type.String(),
    createdAt: Type.String(),
    keyState,
    session: Type.Optional(
      Type.Object(
        { capturedAt: Type.String(), expiresAt: orNull, keyState },
        { description: 'The cookies that are kept for it; absent where there are none.' },
      ),
    ),
  },
  { title: 'Connection' },
);

/** `GET /api/credentials`: the caller's connections, without anything secret. */
export function listCredentialsRoute(deps: {
  requireCredentials: RequireCredentials;
}): FastifyPluginAsyncTypebox {
  return async (app) => {
    app.get(
      '/api/credentials',
      {
        config: {
          guard: 'user',
          limit: 'default',
          work: 'vault',
          errors: ['credentials.key_not_set', 'credentials.admin_token_not_set'],
        },
        schema: {
          operationId: 'listCredentials',
          tags: ['Credentials'],
          summary: "The caller's connections",
          description: 'Listing reveals nothing and is not in the access log.',
          response: {
            200: answer(
              { ok: Type.Literal(true), connections: Type.Array(connection) },
              {
                description: 'Newest first, at most 1,000. Nothing in it is secret.',
                example: {
                  ok: true,
                  connections: [
                    {
                      id: exampleValues.connectionId,
                      platform: 'onlyfans',
                      platform_username: 'dana',
                      credentialsVersion: 2,
                      updatedAt: exampleValues.later,
                      createdAt: exampleValues.earlier,
                      keyState: 'current',
                      session: {
                        capturedAt: exampleValues.earlier,
                        expiresAt: exampleValues.later,
                        keyState: 'current',
                      },
                    },
                  ],
                },
              },
            ),
          },
        },
      },
      async (request) => {
        const rows = await deps.requireCredentials().listConnections(userOf(request).user.userId);
        return { ok: true as const, connections: rows.map(toListedConnection) };
      },
    );
  };
}

/** A connection as its owner sees it, in the words of answers. */
export function toListedConnection({ session, ...row }: ListedConnection) {
  return {
    id: row.id,
    platform: row.platform,
    platform_username: row.platform_username,
    credentialsVersion: row.credentials_version,
    updatedAt: row.credentials_updated_at,
    createdAt: row.date_created,
    keyState: row.keyState,
    ...(session === undefined
      ? {}
      : {
          session: {
            capturedAt: session.captured_at,
            expiresAt: session.expires_at,
            keyState: session.keyState,
          },
        }),
  };
}
