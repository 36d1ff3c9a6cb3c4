import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import Type from 'typebox';
import { accessorOf } from '../../plugins/auth/principal.ts';
import { orNull, recordId } from '../../schemas/credentials.ts';
import { errorResponses } from '../../schemas/error-body.ts';
import type { RequireCredentials } from '../../services/credentials/credential-service.ts';

const body = Type.Object(
  { creatorProfileId: recordId("The connection's id.") },
  { additionalProperties: false },
);

/** `POST /api/credentials/get-platform-session`: gives out the cookies of a login on a platform. */
export function getPlatformSessionRoute(deps: {
  requireCredentials: RequireCredentials;
}): FastifyPluginAsyncTypebox {
  return async (app) => {
    app.post(
      '/api/credentials/get-platform-session',
      {
        config: { guard: 'internal', limit: 'default' },
        schema: {
          operationId: 'getPlatformSession',
          summary: 'Reveal the session of a connection',
          body,
          response: {
            200: Type.Object({
              ok: Type.Literal(true),
              creatorProfileId: Type.String(),
              platform: Type.String(),
              cookies: Type.Array(Type.Unknown()),
              userAgent: orNull,
              capturedAt: Type.String(),
              expiresAt: orNull,
            }),
            ...errorResponses(400, 401, 404, 410, 413, 415, 429, 503),
          },
        },
      },
      async (request) => {
        const session = await deps
          .requireCredentials()
          .readSession(accessorOf(request), request.body.creatorProfileId);
        return { ok: true as const, ...session };
      },
    );
  };
}
