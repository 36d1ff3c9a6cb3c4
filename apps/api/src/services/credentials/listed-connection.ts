import type { ListedConnection } from '../../credentials/list-sealed-rows.ts';

/** A connection as its owner sees it, in the words of answers. */
export function toListedConnection({ session, ...row }: ListedConnection) {
  return {
    id: row.id,
    platform: row.platform,
    platform_username: row.platform_username,
    credentialsVersion: row.credentials_version,
    updatedAt: row.credentials_updated_at,
    createdAt: row.date_created,
    keyState: row.keyState,
    ...(session === undefined
      ? {}
      : {
          session: {
            capturedAt: session.captured_at,
            expiresAt: session.expires_at,
            keyState: session.keyState,
          },
        }),
  };
}
