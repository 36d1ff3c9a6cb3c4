import type { JsonObject } from '@genie-helper/vault';
import { findRecord } from '../../credentials/sealed-rows.ts';
import type { Accessor } from '../audit/access-entry.ts';
import type { CredentialDeps } from './credential-deps.ts';
import { type Replaced, replaceCredentials } from './replace-credentials.ts';
import { retryOutdated } from './retry-outdated.ts';

/**
 * Puts other credentials into a connection, on behalf of a server.
 *
 * @throws AppError `credentials.not_found` · `credentials.busy` · as `CredentialVault.seal` · as the log
 */
export async function storeCredentials(
  deps: CredentialDeps,
  accessor: Accessor,
  { creatorProfileId, credentials }: { creatorProfileId: string; credentials: JsonObject },
): Promise<Replaced> {
  const collection = 'platform_connections';
  const request = { accessor, action: 'store', collection, id: creatorProfileId } as const;
  return retryOutdated(async () => {
    const row = await findRecord(deps, request);
    const entry = { ...request, recordId: row.id, connectionId: row.id };
    return replaceCredentials(deps, entry, row, credentials);
  });
}
