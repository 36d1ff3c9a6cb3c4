import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import Type from 'typebox';
import { accessorOf } from '../auth/principal.ts';
import { answer } from '../schemas/answer.ts';
import { exampleValues } from '../schemas/example-values.ts';
import type { RequireCredentials } from '../services/credentials/credential-service.ts';
import { credentialErrors, orNull, recordId } from './credential-fields.ts';

const body = Type.Object(
  { creatorProfileId: recordId("The connection's id.") },
  {
    additionalProperties: false,
    title: 'SessionOfConnection',
    examples: [{ creatorProfileId: exampleValues.connectionId }],
  },
);

/** `POST /api/credentials/get-platform-session`: gives out the cookies of a login on a platform. */
export function getPlatformSessionRoute(deps: {
  requireCredentials: RequireCredentials;
}): FastifyPluginAsyncTypebox {
  return async (app) => {
    app.post(
      '/api/credentials/get-platform-session',
      {
        config: {
          guard: 'internal',
          limit: 'default',
          work: 'vault',
          errors: [
            ...credentialErrors,
            'credentials.not_found',
            'credentials.no_session',
            'credentials.session_expired',
            'credentials.unopenable',
          ],
        },
        schema: {
          operationId: 'getPlatformSession',
          tags: ['Credentials for servers'],
          summary: 'Reveal the session of a connection',
          description:
            'Where the access log cannot take an entry, nothing is revealed: 503. Without a session 404, once it has expired 410.',
          body,
          response: {
            200: answer(
              {
                ok: Type.Literal(true),
                creatorProfileId: Type.String(),
                platform: Type.String(),
                cookies: Type.Array(Type.Unknown(), {
                  description: 'With the fields that came, in the order of the list.',
                }),
                userAgent: orNull,
                capturedAt: Type.String(),
                expiresAt: orNull,
              },
              {
                description: 'The session. The access log has it already.',
                example: {
                  ok: true,
                  creatorProfileId: exampleValues.connectionId,
                  platform: 'onlyfans',
                  cookies: exampleValues.cookies,
                  userAgent: null,
                  capturedAt: exampleValues.earlier,
                  expiresAt: null,
                },
              },
            ),
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
