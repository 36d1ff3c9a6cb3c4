/**
 * A person's own credentials, opened one after the other to be taken along.
 *
 * Guarantees: each opening is in the access log, as `export`, before it's given out; where the log takes no entry, nothing
 * is. Never more than a page of ciphertexts is held. What can't be opened is told as that, and logged, so that one broken
 * record keeps nobody's other data back.
 */
import type { SealedCollection } from '@genie-helper/guard-protocol';
import type { JsonObject } from '@genie-helper/vault';
import Type from 'typebox';
import type { ReadOwnRows } from '../directus/own-rows.ts';
import { AppError } from '../http/errors.ts';
import { orNull } from '../http/schemas.ts';
import type { AccessLog, Accessor } from './access-log-store.ts';
import type { CredentialVault } from './credential-vault.ts';
import { credentialOf, entryOf } from './sealed-rows.ts';

const sealed = {
  id: Type.String(),
  user: Type.String(),
  encrypted_credentials: Type.String(),
  credentials_version: Type.Integer(),
  date_created: Type.String(),
  credentials_updated_at: Type.String(),
};

const connection = Type.Object({
  ...sealed,
  platform: Type.String(),
  platform_username: orNull,
});
const download = Type.Object({ ...sealed, label: Type.String(), type: Type.String() });
const session = Type.Object({
  ...sealed,
  connection: Type.String(),
  platform: orNull,
  user_agent: orNull,
  captured_at: Type.String(),
  expires_at: orNull,
});

/** Of at most 90,000 characters each; cookie jars of 350,000. */
const pageSize = 10;

export interface CredentialsExportDeps {
  rows: ReadOwnRows;
  log: Pick<AccessLog, 'append'>;
  /** Undefined where the vault has no key: then nothing opens. */
  vault: Pick<CredentialVault, 'open'> | undefined;
}

export type CredentialsExport = ReturnType<typeof createCredentialsExport>;

export function createCredentialsExport({ rows, log, vault }: CredentialsExportDeps) {
  /** The value; undefined where it can't be opened. @throws AppError `audit.unavailable` */
  async function openLogged(
    accessor: Accessor,
    collection: SealedCollection,
    row: Parameters<typeof credentialOf>[1] & {
      encrypted_credentials: string;
      connection?: string;
    },
  ): Promise<JsonObject | undefined> {
    const entry = entryOf({ accessor, action: 'export', collection }, row);
    const value = await vault
      ?.open(credentialOf(collection, row), row.encrypted_credentials)
      .catch((error: unknown) => {
        if (error instanceof AppError && error.code === 'credentials.unopenable') return undefined;
        throw error;
      });
    await log.append({ ...entry, outcome: value === undefined ? 'unopenable' : 'done' });
    return value;
  }

  const openedOf = (value: JsonObject | undefined) =>
    value === undefined ? { unopenable: true } : { credentials: value };

  return {
    async *connections(userId: string, accessor: Accessor) {
      for await (const row of rows('platform_connections', connection, userId, pageSize)) {
        yield {
          id: row.id,
          platform: row.platform,
          platformUsername: row.platform_username,
          createdAt: row.date_created,
          updatedAt: row.credentials_updated_at,
          ...openedOf(await openLogged(accessor, 'platform_connections', row)),
        };
      }
    },
    async *platformSessions(userId: string, accessor: Accessor) {
      for await (const row of rows('platform_sessions', session, userId, pageSize)) {
        yield {
          id: row.id,
          connectionId: row.connection,
          userAgent: row.user_agent,
          capturedAt: row.captured_at,
          expiresAt: row.expires_at,
          ...openedOf(await openLogged(accessor, 'platform_sessions', row)),
        };
      }
    },
    async *downloadCredentials(userId: string, accessor: Accessor) {
      for await (const row of rows('download_credentials', download, userId, pageSize)) {
        yield {
          id: row.id,
          label: row.label,
          type: row.type,
          createdAt: row.date_created,
          ...openedOf(await openLogged(accessor, 'download_credentials', row)),
        };
      }
    },
  };
}
