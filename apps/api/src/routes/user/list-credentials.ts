import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import Type from 'typebox';
import { userOf } from '../../plugins/auth/principal.ts';
import { orNull } from '../../schemas/credentials.ts';
import { errorResponses } from '../../schemas/error-body.ts';
import type { RequireCredentials } from '../../services/credentials/credential-service.ts';
import { toListedConnection } from '../../services/credentials/listed-connection.ts';

const connection = Type.Object({
  id: Type.String(),
  platform: Type.String(),
  platform_username: orNull,
  credentialsVersion: Type.Integer(),
  updatedAt: Type.String(),
  createdAt: Type.String(),
});

/** `GET /api/credentials`: the caller's connections, without anything secret. */
export function listCredentialsRoute(deps: {
  requireCredentials: RequireCredentials;
}): FastifyPluginAsyncTypebox {
  return async (app) => {
    app.get(
      '/api/credentials',
      {
        config: { guard: 'user', limit: 'default' },
        schema: {
          operationId: 'listCredentials',
          summary: "The caller's connections",
          response: {
            200: Type.Object({ ok: Type.Literal(true), connections: Type.Array(connection) }),
            ...errorResponses(401, 429, 503),
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
