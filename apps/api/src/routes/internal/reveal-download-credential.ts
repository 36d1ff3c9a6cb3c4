import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import Type from 'typebox';
import { accessorOf } from '../../plugins/auth/principal.ts';
import { recordId } from '../../schemas/credentials.ts';
import { errorResponses } from '../../schemas/error-body.ts';
import type { RequireCredentials } from '../../services/credentials/credential-service.ts';

const body = Type.Object(
  { downloadCredentialId: recordId("The download credential's id.") },
  { additionalProperties: false },
);

/** `POST /api/credentials/reveal-download-cred`: gives out a login or a cookie jar for downloading. */
export function revealDownloadCredentialRoute(deps: {
  requireCredentials: RequireCredentials;
}): FastifyPluginAsyncTypebox {
  return async (app) => {
    app.post(
      '/api/credentials/reveal-download-cred',
      {
        config: { guard: 'internal', limit: 'default' },
        schema: {
          operationId: 'revealDownloadCredential',
          summary: 'Reveal a download credential',
          body,
          response: {
            200: Type.Object({
              ok: Type.Literal(true),
              downloadCredentialId: Type.String(),
              type: Type.String({ description: 'password or cookies.' }),
              username: Type.Optional(Type.String()),
              password: Type.Optional(Type.String()),
              cookies: Type.Optional(
                Type.String({ description: 'Netscape text, as yt-dlp reads it.' }),
              ),
            }),
            ...errorResponses(400, 401, 404, 413, 415, 429, 503),
          },
        },
      },
      async (request) => {
        const { id: downloadCredentialId, ...credential } = await deps
          .requireCredentials()
          .revealDownload(accessorOf(request), request.body.downloadCredentialId);
        return { ok: true as const, downloadCredentialId, ...credential };
      },
    );
  };
}
