import type {
  AuditQuery,
  CaptionRequest,
  NewDownloadCredential,
  NewPlatformSession,
  NewProfile,
  PageQuery,
  ProfileUpdate,
  Registration,
  UserQuery,
} from '../api-types.ts';
import type { SendRequest } from '../http/send-request.ts';
import type { CallOptions, Clock } from '../http/time.ts';
import {
  type ApiCall,
  createApiCall,
  createPublicCall,
  type OpenRequest,
  resultOf,
} from './api-call.ts';
import { chatCalls } from './chat.ts';
import { jobCalls } from './jobs.ts';

/** What can be asked of the API, however somebody is signed in. */
export type GenieCalls = ReturnType<typeof genieCalls>;

/**
 * @param deps `open` sends as whoever is signed in, `send` as nobody
 */
export function genieCalls(deps: { open: OpenRequest; send: SendRequest; clock: Clock }) {
  const { open, send, clock } = deps;
  const call = createApiCall(open);
  const publicCall = createPublicCall(send);
  return {
    /** Makes an account; signs nobody in. */
    register: (body: Registration, options?: CallOptions) =>
      publicCall('post', '/api/register', { body }, options).then(resultOf),
    /** Who is signed in, as Directus says now. */
    me: async (options?: CallOptions) => (await call('get', '/api/me', {}, options)).user,
    captions: Object.freeze(captionCalls(call)),
    jobs: Object.freeze(jobCalls(call, clock)),
    credentials: Object.freeze(credentialCalls(call)),
    queue: Object.freeze({
      /** How many jobs there are, everybody's together. */
      stats: async (options?: CallOptions) =>
        (await call('get', '/api/queue/stats', {}, options)).stats,
    }),
    chat: Object.freeze(chatCalls(open)),
    admin: Object.freeze(adminCalls(call)),
  };
}

export type CaptionCalls = ReturnType<typeof captionCalls>;

/** Longer than the API gives its model. */
const modelTimeoutMs = 90_000;

function captionCalls(call: ApiCall) {
  return {
    /** Has one caption written. `timeoutMs` is 90,000 where left out: a model takes its time. */
    generate(body: CaptionRequest = {}, options: CallOptions = {}) {
      const { timeoutMs = modelTimeoutMs } = options;
      const patient = { ...options, timeoutMs };
      return call('post', '/api/captions/generate', { body }, patient).then(resultOf);
    },
    /** Has 1 to 100 captions written by a job; see `jobs`. */
    batch: (items: CaptionRequest[], options?: CallOptions) =>
      call('post', '/api/captions/batch', { body: { items } }, options).then(resultOf),
  };
}

export type CredentialCalls = ReturnType<typeof credentialCalls>;

function credentialCalls(call: ApiCall) {
  return {
    /** The caller's connections, newest first, without anything secret. */
    list: async (options?: CallOptions) =>
      (await call('get', '/api/credentials', {}, options)).connections,
    /** The caller's download credentials, newest first, without anything secret. */
    listDownloads: async (options?: CallOptions) =>
      (await call('get', '/api/credentials/download-creds', {}, options)).credentials,
    /** Keeps a connection to a platform, or replaces the credentials of the one that is there. */
    createProfile: (body: NewProfile, options?: CallOptions) =>
      call('post', '/api/credentials/create-profile', { body }, options).then(resultOf),
    /** Replaces the credentials of a connection of the caller's. */
    updateProfile: (body: ProfileUpdate, options?: CallOptions) =>
      call('post', '/api/credentials/update-profile-creds', { body }, options).then(resultOf),
    /** Keeps a password or a cookie jar for downloads. */
    createDownload: (body: NewDownloadCredential, options?: CallOptions) =>
      call('post', '/api/credentials/download-creds', { body }, options).then(resultOf),
    /** Keeps the cookies of a session on a platform, in place of those that a connection has. */
    storeSession: (body: NewPlatformSession, options?: CallOptions) =>
      call('post', '/api/credentials/platform-session', { body }, options).then(resultOf),
    /** Removes a connection or a download credential of the caller's. */
    async remove(id: string, options?: CallOptions): Promise<void> {
      await call('delete', '/api/credentials/{id}', { id }, options);
    },
  };
}

/** For administrators; others get 403 `auth.admin_only`. */
export type AdminCalls = ReturnType<typeof adminCalls>;

function adminCalls(call: ApiCall) {
  return {
    /** The credential access log, newest first. */
    audit: (query?: AuditQuery, options?: CallOptions) =>
      call('get', '/api/admin/audit', { query }, options).then(resultOf),
    /** Everyone's conversations, newest activity first, without what was said. */
    chatSessions: (query?: PageQuery, options?: CallOptions) =>
      call('get', '/api/genie/sessions', { query }, options).then(resultOf),
    /** Users by e-mail, and how many sessions of theirs are alive. */
    users: (query?: UserQuery, options?: CallOptions) =>
      call('get', '/api/admin/users', { query }, options).then(resultOf),
    /** Ends every session of a user, and tells how many there were. */
    signOutUser: (id: string, options?: CallOptions) =>
      call('post', '/api/admin/users/{id}/sign-out', { id }, options).then(resultOf),
    /** How many jobs were over in each of the last 24 hours, oldest first. */
    queueHistory: async (options?: CallOptions) =>
      (await call('get', '/api/admin/queue-history', {}, options)).hours,
  };
}
