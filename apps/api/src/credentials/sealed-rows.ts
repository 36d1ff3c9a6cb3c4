import { AppError } from '../errors/app-error.ts';
import type { AccessAction, Accessor, SealedCollection } from '../services/audit/access-entry.ts';
import type { CredentialDeps } from '../services/credentials/credential-deps.ts';
import { isUuid } from '../services/directus/uuid.ts';
import type { SealedRow } from './credential-store.ts';

/** Which record somebody asks for, and to do what. */
export interface RecordRequest<C extends SealedCollection> {
  accessor: Accessor;
  action: AccessAction;
  collection: C;
  /** As it came: any text. */
  id: string;
}

/** The id that a text names, in the form in which ids are kept; undefined where it can't be one. */
export function readId(text: string): string | undefined {
  const id = text.toLowerCase();
  return isUuid(id) ? id : undefined;
}

/**
 * Finds a record by its id. A person finds its own only; a server finds any.
 *
 * What isn't found is logged before it's told, other people's records as what they are. A text that can't be
 * an id names no record, so it isn't logged.
 *
 * @returns the record with its ciphertext
 * @throws AppError `credentials.not_found`, alike for records that aren't there and other people's
 */
export async function findRecord<C extends SealedCollection>(
  { records, log }: Pick<CredentialDeps, 'records' | 'log'>,
  request: RecordRequest<C>,
): Promise<SealedRow<C>> {
  const { accessor, action, collection } = request;
  const id = readId(request.id);
  if (id === undefined) throw new AppError('credentials.not_found');
  const row = await records.find(collection, 'id', id);
  if (row !== undefined && isAllowed(accessor, row)) return row;
  const outcome = row === undefined ? 'not_found' : 'not_owner';
  const connectionId = collection === 'platform_connections' ? id : null;
  await log.append({ accessor, action, outcome, collection, recordId: id, connectionId });
  throw new AppError('credentials.not_found');
}

function isAllowed({ principal }: Accessor, row: SealedRow): boolean {
  return principal.kind === 'server' || principal.userId === row.user;
}
