import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import Type from 'typebox';
import { accessorOf } from '../auth/principal.ts';
import { answer } from '../schemas/answer.ts';
import { exampleValues } from '../schemas/example-values.ts';
import type { RequireCredentials } from '../services/credentials/credential-service.ts';
import { credentialErrors, recordId } from './credential-fields.ts';

const body = Type.Object(
  { downloadCredentialId: recordId("The download credential's id.") },
  {
    additionalProperties: false,
    title: 'DownloadCredentialChoice',
    examples: [{ downloadCredentialId: exampleValues.downloadId }],
  },
);

/** `POST /api/credentials/reveal-download-cred`: gives out a login or a cookie jar for downloading. */
export function revealDownloadCredentialRoute(deps: {
  requireCredentials: RequireCredentials;
}): FastifyPluginAsyncTypebox {
  return async (app) => {
    app.post(
      '/api/credentials/reveal-download-cred',
      {
        config: {
          guard: 'internal',
          limit: 'default',
          work: 'vault',
          errors: [...credentialErrors, 'credentials.not_found', 'credentials.unopenable'],
        },
        schema: {
          operationId: 'revealDownloadCredential',
          tags: ['Credentials for servers'],
          summary: 'Reveal a download credential',
          description: 'Where the access log cannot take an entry, nothing is revealed: 503.',
          body,
          response: {
            200: answer(
              {
                ok: Type.Literal(true),
                downloadCredentialId: Type.String(),
                type: Type.String({ description: 'password or cookies.' }),
                username: Type.Optional(Type.String()),
                password: Type.Optional(Type.String()),
                cookies: Type.Optional(
                  Type.String({ description: 'Netscape text, as yt-dlp reads it.' }),
                ),
              },
              {
                description: 'The login, or the cookies. The access log has it already.',
                example: {
                  ok: true,
                  downloadCredentialId: exampleValues.downloadId,
                  type: 'password',
                  username: exampleValues.email,
                  password: exampleValues.password,
                },
              },
            ),
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
