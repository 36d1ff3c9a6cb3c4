import type { ListedConnection } from '../directus/admin/sealed-records.ts';

/** A connection as its owner sees it, with nothing secret. */
export function toListedConnection(row: ListedConnection) {
  return {
    id: row.id,
    platform: row.platform,
    platform_username: row.platform_username,
    credentialsVersion: row.credentials_version,
    updatedAt: row.credentials_updated_at,
    createdAt: row.date_created,
  };
}
