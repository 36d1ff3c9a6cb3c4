import { feature } from '../http/operation.ts';
import { createConnection } from './create-connection.ts';
import { createDownloadCredential } from './create-download-credential.ts';
import { deleteCredentials } from './delete-credentials.ts';
import { getPlatformSession } from './get-platform-session.ts';
import { listAccess } from './list-access.ts';
import { listCredentials } from './list-connections.ts';
import { listDownloadCredentials } from './list-download-credentials.ts';
import { revealCredentials } from './reveal-credentials.ts';
import { revealDownloadCredential } from './reveal-download-credential.ts';
import type { Credentials } from './sealed-rows.ts';
import { storeCredentials } from './store-credentials.ts';
import { storePlatformSession } from './store-platform-session.ts';
import { updateConnection } from './update-connection.ts';

export type { Credentials };

/** Stored credentials, and the log of who used them. */
export const credentials = feature<Credentials>([
  createConnection,
  updateConnection,
  createDownloadCredential,
  storePlatformSession,
  listCredentials,
  listDownloadCredentials,
  deleteCredentials,
  storeCredentials,
  revealCredentials,
  revealDownloadCredential,
  getPlatformSession,
  listAccess,
]);
