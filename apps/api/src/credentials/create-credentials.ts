import type { DirectusClient } from '@genie-helper/directus-client';
import { createKeyring, envelopeStart, type JsonObject } from '@genie-helper/vault';
import type { ServiceConfig } from '../config/api-config.ts';
import { createAdminCall } from '../directus/admin-call.ts';
import { AppError } from '../http/errors.ts';
import type { VaultMetrics } from '../http/metrics.ts';
import { type AccessLog, type Accessor, createAccessLog } from './access-log-store.ts';
import { createConnection, type NewConnection } from './create-connection.ts';
import {
  createDownloadCredential,
  type DownloadCredential,
  type GivenDownloadCredential,
} from './create-download-credential.ts';
import {
  createListedRecords,
  createSealedRecords,
  type SealedRecords,
} from './credential-store.ts';
import { type CredentialVault, createCredentialVault, measureVault } from './credential-vault.ts';
import { deleteRecord } from './delete-credentials.ts';
import { type RevealedSession, readPlatformSession } from './get-platform-session.ts';
import {
  type ListDeps,
  type ListedConnection,
  type ListedDownload,
  listConnections,
  listDownloads,
} from './list-sealed-rows.ts';
import { revealCredentials } from './reveal-credentials.ts';
import { revealDownloadCredential } from './reveal-download-credential.ts';
import type { Replaced } from './sealed-rows.ts';
import { storeCredentials } from './store-credentials.ts';
import { type GivenSession, storePlatformSession } from './store-platform-session.ts';
import { type ConnectionChange, updateConnection } from './update-connection.ts';

/** Stored credentials and their log; without a key of the vault only the log can be had. */
export async function createCredentials(
  client: DirectusClient,
  { directus, vaultKeys }: Pick<ServiceConfig, 'directus' | 'vaultKeys'>,
  metrics: VaultMetrics,
): Promise<{ requireCredentials: RequireCredentials; accessLog: AccessLog }> {
  const now = () => new Date();
  const call = createAdminCall(client, directus.adminToken, 'credentials.admin_token_not_set');
  const log = createAccessLog(call, now);
  if (vaultKeys === undefined) {
    const requireCredentials = () => {
      throw new AppError('credentials.key_not_set');
    };
    return { requireCredentials, accessLog: log };
  }
  const keyring = await createKeyring(vaultKeys);
  const [current = '', ...previous] = keyring.kids.map(envelopeStart);
  const credentials = createCredentialService({
    records: createSealedRecords(call, now),
    listed: createListedRecords(call),
    keyStarts: { current, previous, any: envelopeStart() },
    log,
    vault: measureVault(createCredentialVault(keyring), keyring, metrics),
    now,
  });
  return { requireCredentials: () => credentials, accessLog: log };
}

/** What the operations on credentials work with. */
export interface CredentialDeps extends ListDeps {
  records: SealedRecords;
  log: Pick<AccessLog, 'append'>;
  vault: CredentialVault;
  now: () => Date;
}

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
function createCredentialService(deps: CredentialDeps): CredentialService {
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
