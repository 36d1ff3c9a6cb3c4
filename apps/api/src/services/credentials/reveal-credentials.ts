import type { JsonObject } from '@genie-helper/vault';
import { findRecord } from '../../credentials/sealed-rows.ts';
import type { Accessor } from '../audit/access-entry.ts';
import type { CredentialDeps } from './credential-deps.ts';
import { openRecord } from './open-record.ts';

/**
 * Gives out a connection's credentials, once that is logged.
 *
 * @throws AppError `credentials.not_found` · `credentials.unopenable` · as the log
 */
export async function revealCredentials(
  deps: CredentialDeps,
  accessor: Accessor,
  creatorProfileId: string,
): Promise<{ id: string; credentials: JsonObject }> {
  const collection = 'platform_connections';
  const request = { accessor, action: 'reveal', collection, id: creatorProfileId } as const;
  const row = await findRecord(deps, request);
  const entry = { ...request, recordId: row.id, connectionId: row.id };
  return { id: row.id, credentials: await openRecord(deps, entry, row) };
}
