export {
  createGenieServerClient,
  type GenieServerClient,
  type GenieServerClientOptions,
  type PlatformSession,
  type RevealedDownloadCredential,
  type StoredCredentials,
} from './create-server-client.ts';
