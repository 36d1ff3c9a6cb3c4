/**
 * The calls that servers make with the shared secret, or with one of their own. What they answer is secret: don't log it.
 *
 * Guarantees: refuses to be made where pages run; the secret is in no field, message or URL, and goes to `apiUrl` only.
 */

import { type BodyOf, createApiCall, type ResultOf, resultOf } from '../calls/api-call.ts';
import { type Fetch, toBaseUrl } from '../http/exchange.ts';
import { createSender } from '../http/send-request.ts';
import { type CallOptions, systemClock } from '../http/time.ts';
import { refuseBrowser } from './refuse-browser.ts';
import { signingFetch } from './sign-requests.ts';

export interface GenieServerClientOptions {
  /** The API, without `/api`. */
  apiUrl: string;
  /** A service client's (`gsc_…`), or RBAC_SYNC_WEBHOOK_SECRET of the API. */
  secret: string;
  /** Whether requests are signed with it, so that it is never sent. Only a service client's can sign. */
  signs?: boolean | undefined;
  /** The platform's own where left out. */
  fetch?: Fetch | undefined;
}

export type StoredCredentials = ResultOf<'/api/credentials/store', 'post'>;
export type RevealedDownloadCredential = ResultOf<'/api/credentials/reveal-download-cred', 'post'>;
export type PlatformSession = ResultOf<'/api/credentials/get-platform-session', 'post'>;
type Credentials = BodyOf<'/api/credentials/store', 'post'>['credentials'];

/** Each call is sent once and logged by the API as an access. @throws GenieError, or the signal's reason */
export type GenieServerClient = ReturnType<typeof createGenieServerClient>;

/** @throws Error in a browser; TypeError where the address is none, or the secret is empty or can't sign */
export function createGenieServerClient(options: GenieServerClientOptions) {
  refuseBrowser();
  const { secret, signs = false } = options;
  if (typeof secret !== 'string' || secret === '') throw new TypeError('secret must be a text.');
  const baseUrl = toBaseUrl(options.apiUrl, 'apiUrl');
  const fetch = signs ? signingFetch(secret, options.fetch) : options.fetch;
  const send = createSender({ fetch, baseUrl, clock: systemClock });
  const shown = signs ? {} : { 'x-rbac-sync-secret': toHeaderText(secret) };
  const headers = { accept: 'application/json', ...shown };
  const call = createApiCall((request, signal) => send(request, headers, signal));

  return Object.freeze({
    /** Puts other credentials into a connection. */
    store(creatorProfileId: string, credentials: Credentials, options?: CallOptions) {
      const body = { creatorProfileId, credentials };
      return call('post', '/api/credentials/store', { body }, options).then(resultOf);
    },
    /** The credentials of a connection. */
    async reveal(creatorProfileId: string, options?: CallOptions) {
      const body = { creatorProfileId };
      return (await call('post', '/api/credentials/reveal', { body }, options)).credentials;
    },
    /** A password, or a cookie jar as yt-dlp reads it. */
    revealDownloadCredential(downloadCredentialId: string, options?: CallOptions) {
      const body = { downloadCredentialId };
      const path = '/api/credentials/reveal-download-cred';
      return call('post', path, { body }, options).then(resultOf);
    },
    /** The cookies of a connection's session on its platform. @throws GenieApiError 404 without one, 410 for an expired one */
    getPlatformSession(creatorProfileId: string, options?: CallOptions) {
      const body = { creatorProfileId };
      const path = '/api/credentials/get-platform-session';
      return call('post', path, { body }, options).then(resultOf);
    },
  });
}

/** The API compares UTF-8 bytes; a header takes one character for each. */
function toHeaderText(secret: string): string {
  return String.fromCharCode(...new TextEncoder().encode(secret));
}
