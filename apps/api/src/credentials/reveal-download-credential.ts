import Type from 'typebox';
import { AppError } from '../http/errors.ts';
import { operation } from '../http/operation.ts';
import { exampleValues, okAnswer, recordId, requestBody } from '../http/schemas.ts';
import { asDownloadCredential } from './create-download-credential.ts';
import { revealErrors } from './credential-fields.ts';
import { accessorOf, type Credentials, revealRecord } from './sealed-rows.ts';

/** `POST /api/credentials/reveal-download-cred`: gives a server a login or a cookie jar for downloading, once that is logged. */
export const revealDownloadCredential = operation({
  path: 'POST /api/credentials/reveal-download-cred',
  operationId: 'revealDownloadCredential',
  guard: 'server',
  clientRoute: 'reveal-download-cred',
  limit: 'default',
  work: 'vault',
  errors: revealErrors,
  tag: 'Credentials for servers',
  summary: 'Reveal a download credential',
  description: 'Where the access log cannot take an entry, nothing is revealed: 503.',
  body: requestBody(
    'DownloadCredentialChoice',
    { downloadCredentialId: recordId("The download credential's id.") },
    { downloadCredentialId: exampleValues.downloadId },
  ),
  answer: okAnswer(
    'The login, or the cookies. The access log has it already.',
    {
      downloadCredentialId: Type.String(),
      type: Type.String({ description: 'password or cookies.' }),
      username: Type.Optional(Type.String()),
      password: Type.Optional(Type.String()),
      cookies: Type.Optional(Type.String({ description: 'Netscape text, as yt-dlp reads it.' })),
    },
    {
      downloadCredentialId: exampleValues.downloadId,
      type: 'password',
      username: exampleValues.email,
      password: exampleValues.password,
    },
  ),
  async run({ body, ...by }, deps: Credentials) {
    const collection = 'download_credentials';
    const access = { accessor: accessorOf(by), action: 'reveal', collection } as const;
    const { row, value } = await revealRecord(deps, access, body.downloadCredentialId);
    const credential = asDownloadCredential(value);
    if (credential === undefined) {
      const internal = `${collection}/${row.id}: holds neither a login nor cookies`;
      throw new AppError('credentials.unopenable', { internal });
    }
    return { ok: true, downloadCredentialId: row.id, type: row.type, ...credential };
  },
});
