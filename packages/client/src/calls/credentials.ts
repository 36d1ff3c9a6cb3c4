import type {
  Connection,
  DownloadCredential,
  NewDownloadCredential,
  NewPlatformSession,
  NewProfile,
  ProfileUpdate,
} from '../api-types.ts';
import { type ApiCall, type CallOptions, resultOf } from './api-call.ts';

export interface CredentialCalls {
  /** The caller's connections, newest first, without anything secret. */
  list(options?: CallOptions): Promise<Connection[]>;
  /** The caller's download credentials, newest first, without anything secret. */
  listDownloads(options?: CallOptions): Promise<DownloadCredential[]>;
  /** Keeps a profile on a platform, or replaces the credentials of the one that is there. */
  createProfile(
    profile: NewProfile,
    options?: CallOptions,
  ): Promise<{ id: string; updated: boolean }>;
  /** Replaces the credentials of a connection of the caller's. */
  updateProfile(update: ProfileUpdate, options?: CallOptions): Promise<{ id: string }>;
  /** Keeps a login or a cookie jar for downloads. */
  createDownload(credential: NewDownloadCredential, options?: CallOptions): Promise<{ id: string }>;
  /** Keeps the cookies of a login on a platform, in place of those that a profile has. */
  storeSession(session: NewPlatformSession, options?: CallOptions): Promise<{ id: string }>;
  /** Removes a connection or a download credential of the caller's. */
  remove(id: string, options?: CallOptions): Promise<void>;
}

export function credentialCalls(call: ApiCall): CredentialCalls {
  return {
    list: async (options) => (await call('get', '/api/credentials', {}, options)).connections,
    listDownloads: async (options) =>
      (await call('get', '/api/credentials/download-creds', {}, options)).credentials,
    createProfile: async (body, options) =>
      resultOf(await call('post', '/api/credentials/create-profile', { body }, options)),
    updateProfile: async (body, options) =>
      resultOf(await call('post', '/api/credentials/update-profile-creds', { body }, options)),
    createDownload: async (body, options) =>
      resultOf(await call('post', '/api/credentials/download-creds', { body }, options)),
    storeSession: async (body, options) =>
      resultOf(await call('post', '/api/credentials/platform-session', { body }, options)),
    async remove(id, options) {
      await call('delete', '/api/credentials/{id}', { id }, options);
    },
  };
}
