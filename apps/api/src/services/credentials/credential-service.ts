import type { JsonObject } from '@genie-helper/vault';
import {
  type ListedConnection,
  type ListedDownload,
  listConnections,
  listDownloads,
} from '../../credentials/list-sealed-rows.ts';
import type { Accessor } from '../audit/access-entry.ts';
import { createConnection, type NewConnection } from './create-connection.ts';
import { createDownloadCredential } from './create-download-credential.ts';
import type { CredentialDeps } from './credential-deps.ts';
import { deleteRecord } from './delete-record.ts';
import type { DownloadCredential, GivenDownloadCredential } from './download-credential.ts';
import { type RevealedSession, readPlatformSession } from './read-platform-session.ts';
import type { Replaced } from './replace-credentials.ts';
import { revealCredentials } from './reveal-credentials.ts';
import { revealDownloadCredential } from './reveal-download-credential.ts';
import { storeCredentials } from './store-credentials.ts';
import { type GivenSession, storePlatformSession } from './store-platform-session.ts';
import { type ConnectionChange, updateConnection } from './update-connection.ts';

/**
 * Everything that is done with stored credentials; each operation is documented in the file of its name.
 * `accessor` is who asks, as proven by the route's guard.
 */
export interface CredentialService {
  store(
    accessor: Accessor,
    request: { creatorProfileId: string; credentials: JsonObject },
  ): Promise<Replaced>;
  reveal(accessor: Accessor, id: string): Promise<{ id: string; credentials: JsonObject }>;
  revealDownload(
    accessor: Accessor,
    id: string,
  ): Promise<{ id: string; type: string } & DownloadCredential>;
  readSession(accessor: Accessor, creatorProfileId: string): Promise<RevealedSession>;
  createConnection(
    accessor: Accessor,
    user: string,
    connection: NewConnection,
  ): Promise<{ id: string; updated: boolean }>;
  updateConnection(accessor: Accessor, change: ConnectionChange): Promise<Replaced>;
  createDownload(
    accessor: Accessor,
    user: string,
    credential: GivenDownloadCredential & { label: string },
  ): Promise<{ id: string }>;
  storeSession(accessor: Accessor, session: GivenSession): Promise<{ id: string }>;
  listConnections(user: string): Promise<ListedConnection[]>;
  listDownloads(user: string): Promise<ListedDownload[]>;
  remove(accessor: Accessor, id: string): Promise<void>;
}

/**
 * The service, where it can be had.
 *
 * @throws AppError `credentials.key_not_set` where the vault has no key
 */
export type RequireCredentials = () => CredentialService;

/** @param deps `records`, `listed` and `log` hold the admin token in their closures, `vault` the keys */
export function createCredentialService(deps: CredentialDeps): CredentialService {
  return {
    store: (accessor, request) => storeCredentials(deps, accessor, request),
    reveal: (accessor, id) => revealCredentials(deps, accessor, id),
    revealDownload: (accessor, id) => revealDownloadCredential(deps, accessor, id),
    readSession: (accessor, id) => readPlatformSession(deps, accessor, id),
    createConnection: (accessor, user, given) => createConnection(deps, accessor, user, given),
    updateConnection: (accessor, change) => updateConnection(deps, accessor, change),
    createDownload: (accessor, user, given) =>
      createDownloadCredential(deps, accessor, user, given),
    storeSession: (accessor, session) => storePlatformSession(deps, accessor, session),
    listConnections: (user) => listConnections(deps, user),
    listDownloads: (user) => listDownloads(deps, user),
    remove: (accessor, id) => deleteRecord(deps, accessor, id),
  };
}
