import type { JsonObject } from '@genie-helper/vault';
import { findRecord } from '../../credentials/sealed-rows.ts';
import { AppError } from '../../errors/app-error.ts';
import type { Accessor } from '../audit/access-entry.ts';
import { identityOf } from './connection-identity.ts';
import type { CredentialDeps } from './credential-deps.ts';
import { type Replaced, replaceCredentials } from './replace-credentials.ts';
import { retryOutdated } from './retry-outdated.ts';

/** What to change of a connection. */
export interface ConnectionChange {
  id: string;
  /** `undefined`: the name stays. */
  platformUsername: string | undefined;
  credentials: JsonObject;
}

/**
 * Puts other credentials into the caller's connection, and another name if one is given.
 *
 * @throws AppError `credentials.not_found` · `credentials.profile_exists` where the caller has a connection of
 *   that name · `credentials.busy` · as `CredentialVault.seal` · as the log
 */
export async function updateConnection(
  deps: CredentialDeps,
  accessor: Accessor,
  { id, platformUsername, credentials }: ConnectionChange,
): Promise<Replaced> {
  const collection = 'platform_connections';
  const request = { accessor, action: 'update', collection, id } as const;
  return retryOutdated(async () => {
    const row = await findRecord(deps, request);
    const entry = { ...request, recordId: row.id, connectionId: row.id };
    if (platformUsername === undefined) return replaceCredentials(deps, entry, row, credentials);
    const identity = identityOf(row.user, row.platform, platformUsername);
    const other = await deps.records.find(collection, 'identity', identity);
    if (other !== undefined && other.id !== row.id) {
      throw new AppError('credentials.profile_exists');
    }
    const columns = { platform_username: platformUsername, identity };
    return replaceCredentials(deps, entry, row, credentials, columns);
  });
}
