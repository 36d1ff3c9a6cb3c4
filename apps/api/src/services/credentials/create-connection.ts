import type { JsonObject } from '@genie-helper/vault';
import type { Accessor } from '../audit/access-entry.ts';
import { identityOf } from './connection-identity.ts';
import type { CredentialDeps } from './credential-deps.ts';
import { makeRecord } from './make-record.ts';
import { replaceCredentials } from './replace-credentials.ts';
import { retryOutdated } from './retry-outdated.ts';

/** A profile on a platform, with the credentials for it. */
export interface NewConnection {
  platform: string;
  platformUsername: string | null;
  credentials: JsonObject;
}

/**
 * Keeps a connection, or puts the credentials into the one that is there for this user, platform and name.
 * Two at the same time end as one record, whichever database decides.
 *
 * @throws AppError `credentials.busy` · as `CredentialVault.seal` · as the log
 */
export async function createConnection(
  deps: CredentialDeps,
  accessor: Accessor,
  user: string,
  { platform, platformUsername, credentials }: NewConnection,
): Promise<{ id: string; updated: boolean }> {
  const collection = 'platform_connections';
  const identity = identityOf(user, platform, platformUsername);
  return retryOutdated(async () => {
    const row = await deps.records.find(collection, 'identity', identity);
    if (row !== undefined) {
      const entry = { recordId: row.id, connectionId: row.id, accessor, collection } as const;
      const request = { ...entry, action: 'update' } as const;
      const replaced = await replaceCredentials(deps, request, row, credentials);
      return replaced === 'outdated' ? replaced : { id: row.id, updated: true };
    }
    const made = await makeRecord(deps, {
      accessor,
      action: 'create',
      collection,
      user,
      value: credentials,
      columns: { platform, platform_username: platformUsername, identity },
    });
    return made === 'outdated' ? made : { ...made, updated: false };
  });
}
