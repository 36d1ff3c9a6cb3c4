import Type, { type Static } from 'typebox';
import { operation } from '../http/operation.ts';
import { exampleValues, okAnswer } from '../http/schemas.ts';
import { keyState } from './credential-fields.ts';
import { listKeyed } from './list-sealed-rows.ts';
import type { Credentials } from './sealed-rows.ts';

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

const exampleDownload: Static<typeof downloadCredential> = {
  id: exampleValues.downloadId,
  label: 'Archive',
  type: 'cookies',
  createdAt: exampleValues.earlier,
  keyState: 'current',
};

/** `GET /api/credentials/download-creds`: the caller's download credentials, without anything secret. */
export const listDownloadCredentials = operation({
  path: 'GET /api/credentials/download-creds',
  operationId: 'listDownloadCredentials',
  guard: 'user',
  limit: 'default',
  work: 'vault',
  errors: ['credentials.key_not_set', 'credentials.admin_token_not_set'],
  tag: 'Credentials',
  summary: "The caller's download credentials",
  description: 'Listing reveals nothing and is not in the access log.',
  answer: okAnswer(
    'Newest first. Nothing in it is secret.',
    { credentials: Type.Array(downloadCredential) },
    { credentials: [exampleDownload] },
  ),
  async run({ principal }, deps: Credentials) {
    const rows = await listKeyed(deps, 'download_credentials', principal.user.userId);
    const credentials = rows.map(({ date_created: createdAt, ...row }) => ({ ...row, createdAt }));
    return { ok: true, credentials };
  },
});
