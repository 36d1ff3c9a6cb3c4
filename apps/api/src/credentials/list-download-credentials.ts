import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import Type from 'typebox';
import { userOf } from '../auth/principal.ts';
import { answer, exampleValues } from '../http/schemas.ts';
import type { RequireCredentials } from './create-credentials.ts';
import { keyState } from './credential-fields.ts';

const downloadCredential = Type.Object(
  {
    id: Type.String(),
    label: Type.String(),
    type: Type.Enum(['password', 'cookies']),
    createdAt: Type.String(),
    keyState,
  },
  { title: 'DownloadCredential' },
);

/** `GET /api/credentials/download-creds`: the caller's download credentials, without anything secret. */
export function listDownloadCredentialsRoute(deps: {
  requireCredentials: RequireCredentials;
}): FastifyPluginAsyncTypebox {
  return async (app) => {
    app.get(
      '/api/credentials/download-creds',
      {
        config: {
          guard: 'user',
          limit: 'default',
          work: 'vault',
          errors: ['credentials.key_not_set', 'credentials.admin_token_not_set'],
        },
        schema: {
          operationId: 'listDownloadCredentials',
          tags: ['Credentials'],
          summary: "The caller's download credentials",
          description: 'Listing reveals nothing and is not in the access log.',
          response: {
            200: answer(
              { ok: Type.Literal(true), credentials: Type.Array(downloadCredential) },
              {
                description: 'Newest first, at most 1,000. Nothing in it is secret.',
                example: {
                  ok: true,
                  credentials: [
                    {
                      id: exampleValues.downloadId,
                      label: 'Archive',
                      type: 'cookies',
                      createdAt: exampleValues.earlier,
                      keyState: 'current',
                    },
                  ],
                },
              },
            ),
          },
        },
      },
      async (request) => {
        const rows = await deps.requireCredentials().listDownloads(userOf(request).user.userId);
        const credentials = rows.map(({ date_created: createdAt, ...row }) => ({
          ...row,
          createdAt,
        }));
        return { ok: true as const, credentials };
      },
    );
  };
}
