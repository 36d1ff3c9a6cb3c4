import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import Type from 'typebox';
import { accessorOf } from '../auth/principal.ts';
import { AppError } from '../http/errors.ts';
import { answer, exampleValues } from '../http/schemas.ts';
import type { Accessor } from './access-log-store.ts';
import type { CredentialDeps, RequireCredentials } from './create-credentials.ts';
import { asDownloadCredential, type DownloadCredential } from './create-download-credential.ts';
import { credentialErrors, recordId } from './credential-fields.ts';
import { findRecord, openRecord } from './sealed-rows.ts';

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

/**
 * Gives out a download credential, once that is logged.
 *
 * @throws AppError `credentials.not_found` · `credentials.unopenable` · as the log
 */
export async function revealDownloadCredential(
  deps: CredentialDeps,
  accessor: Accessor,
  downloadCredentialId: string,
): Promise<{ id: string; type: string } & DownloadCredential> {
  const collection = 'download_credentials';
  const request = { accessor, action: 'reveal', collection, id: downloadCredentialId } as const;
  const row = await findRecord(deps, request);
  const entry = { ...request, recordId: row.id, connectionId: null };
  const credential = asDownloadCredential(await openRecord(deps, entry, row));
  if (credential === undefined) {
    const internal = `${collection}/${row.id}: holds neither a login nor cookies`;
    throw new AppError('credentials.unopenable', { internal });
  }
  return { id: row.id, type: row.type, ...credential };
}
