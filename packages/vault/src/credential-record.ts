import type { Bound, VaultRecord } from './vault-record.ts';

/** What is read of a stored credential besides its ciphertext, by its collection. */
export type CredentialFacts =
  | { collection: 'platform_connections'; platform: string }
  | { collection: 'download_credentials'; type: string }
  | {
      collection: 'platform_sessions';
      /** The id of the connection that it belongs to, and that one's platform. */
      connection: string;
      platform: string;
      /** A timestamp in any form that `Date` reads. */
      expiresAt: string | null;
    };

/** A stored credential as it was read, or as it will be written. */
export type CredentialRow = CredentialFacts & {
  id: string;
  /** The owner's id. */
  user: string;
  /** Counts the values that were stored: `credentials_version`. */
  version: number;
};

/**
 * What a stored credential is sealed for: its place and owner, and what decides how it may be used. So one that was moved
 * to another connection, platform or type, whose expiry was pushed on, or an older ciphertext beside the version of now
 * doesn't open.
 */
export function credentialRecord(row: CredentialRow): VaultRecord {
  const { collection, id, user: owner } = row;
  return { collection, id, owner, bound: { ...factsOf(row), version: row.version } };
}

function factsOf(row: CredentialFacts): Bound {
  if (row.collection === 'platform_connections') return { platform: row.platform };
  if (row.collection === 'download_credentials') return { type: row.type };
  const { connection, platform, expiresAt } = row;
  // Databases give one and the same time back in different notations.
  const expires = expiresAt === null ? null : new Date(expiresAt).toISOString();
  return { connection, platform, expires };
}
