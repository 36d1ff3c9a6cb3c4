import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import Type from 'typebox';
import { accessorOf, userOf } from '../../plugins/auth/principal.ts';
import { cookieJar, cookieJarBodyLimit } from '../../schemas/credentials.ts';
import { errorResponses } from '../../schemas/error-body.ts';
import { line } from '../../schemas/text.ts';
import type { RequireCredentials } from '../../services/credentials/credential-service.ts';

const body = Type.Object(
  {
    label: line({ minLength: 1, maxLength: 100, description: 'What its owner calls it.' }),
    type: Type.Enum(['password', 'cookies']),
    username: Type.Optional(
      line({ minLength: 1, maxLength: 254, description: 'With type password.' }),
    ),
    password: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 1024,
        pattern: '^\\P{Cs}*$',
        description: 'With type password.',
      }),
    ),
    cookies: Type.Optional(cookieJar),
  },
  { additionalProperties: false },
);

/** `POST /api/credentials/download-creds`: keeps a login or a cookie jar for downloading. */
export function createDownloadCredentialRoute(deps: {
  requireCredentials: RequireCredentials;
}): FastifyPluginAsyncTypebox {
  return async (app) => {
    app.post(
      '/api/credentials/download-creds',
      {
        bodyLimit: cookieJarBodyLimit,
        config: { guard: 'user', limit: 'default' },
        schema: {
          operationId: 'createDownloadCredential',
          summary: 'Keep a login or a cookie jar for downloads',
          body,
          response: {
            201: Type.Object({ ok: Type.Literal(true), id: Type.String() }),
            ...errorResponses(400, 401, 409, 413, 415, 429, 503),
          },
        },
      },
      async (request, reply) => {
        const { id } = await deps
          .requireCredentials()
          .createDownload(accessorOf(request), userOf(request).user.userId, request.body);
        return reply.code(201).send({ ok: true, id });
      },
    );
  };
}
