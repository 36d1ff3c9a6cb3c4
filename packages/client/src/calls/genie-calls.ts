import type {
  AuditPage,
  AuditQuery,
  Caption,
  CaptionRequest,
  ChatSessionPage,
  Connection,
  DownloadCredential,
  FinishedHour,
  NewDownloadCredential,
  NewPlatformSession,
  NewProfile,
  PageQuery,
  ProfileUpdate,
  QueueStats,
  Registration,
  User,
  UserPage,
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
import { type ChatCalls, chatCalls } from './chat.ts';
import { type JobCalls, jobCalls } from './jobs.ts';

/** What can be asked of the API, however somebody is signed in. */
export interface GenieCalls {
  /** Makes an account; signs nobody in. */
  register(registration: Registration, options?: CallOptions): Promise<{ userId: string }>;
  /** Who is signed in, as Directus says now. */
  me(options?: CallOptions): Promise<User>;
  captions: CaptionCalls;
  jobs: JobCalls;
  credentials: CredentialCalls;
  queue: {
    /** How many jobs there are, everybody's together. */
    stats(options?: CallOptions): Promise<QueueStats>;
  };
  chat: ChatCalls;
  admin: AdminCalls;
}

/**
 * @param deps `open` sends as whoever is signed in, `send` as nobody
 */
export function genieCalls(deps: {
  open: OpenRequest;
  send: SendRequest;
  clock: Clock;
}): GenieCalls {
  const { open, send, clock } = deps;
  const call = createApiCall(open);
  const publicCall = createPublicCall(send);
  return {
    register: async (body, options) =>
      resultOf(await publicCall('post', '/api/register', { body }, options)),
    me: async (options) => (await call('get', '/api/me', {}, options)).user,
    captions: Object.freeze(captionCalls(call)),
    jobs: Object.freeze(jobCalls(call, clock)),
    credentials: Object.freeze(credentialCalls(call)),
    queue: Object.freeze({
      stats: async (options?: CallOptions) =>
        (await call('get', '/api/queue/stats', {}, options)).stats,
    }),
    chat: Object.freeze(chatCalls(open)),
    admin: Object.freeze(adminCalls(call)),
  };
}

export interface CaptionCalls {
  /** Has one caption written. `timeoutMs` is 90,000 where left out: a model takes its time. */
  generate(request?: CaptionRequest, options?: CallOptions): Promise<Caption>;
  /** Has 1 to 100 captions written by a job; see `jobs`. */
  batch(items: CaptionRequest[], options?: CallOptions): Promise<{ jobId: string }>;
}

/** Longer than the API gives its model. */
const modelTimeoutMs = 90_000;

function captionCalls(call: ApiCall): CaptionCalls {
  return {
    generate: async (body = {}, options = {}) =>
      resultOf(
        await call(
          'post',
          '/api/captions/generate',
          { body },
          { ...options, timeoutMs: options.timeoutMs ?? modelTimeoutMs },
        ),
      ),
    batch: async (items, options) =>
      resultOf(await call('post', '/api/captions/batch', { body: { items } }, options)),
  };
}

export interface CredentialCalls {
  /** The caller's connections, newest first, without anything secret. */
  list(options?: CallOptions): Promise<Connection[]>;
  /** The caller's download credentials, newest first, without anything secret. */
  listDownloads(options?: CallOptions): Promise<DownloadCredential[]>;
  /** Keeps a connection to a platform, or replaces the credentials of the one that is there. */
  createProfile(
    profile: NewProfile,
    options?: CallOptions,
  ): Promise<{ id: string; updated: boolean }>;
  /** Replaces the credentials of a connection of the caller's. */
  updateProfile(update: ProfileUpdate, options?: CallOptions): Promise<{ id: string }>;
  /** Keeps a password or a cookie jar for downloads. */
  createDownload(credential: NewDownloadCredential, options?: CallOptions): Promise<{ id: string }>;
  /** Keeps the cookies of a session on a platform, in place of those that a connection has. */
  storeSession(session: NewPlatformSession, options?: CallOptions): Promise<{ id: string }>;
  /** Removes a connection or a download credential of the caller's. */
  remove(id: string, options?: CallOptions): Promise<void>;
}

function credentialCalls(call: ApiCall): CredentialCalls {
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

/** For administrators; others get 403 `auth.admin_only`. */
export interface AdminCalls {
  /** The credential access log, newest first. */
  audit(query?: AuditQuery, options?: CallOptions): Promise<AuditPage>;
  /** Everyone's conversations, newest activity first, without what was said. */
  chatSessions(query?: PageQuery, options?: CallOptions): Promise<ChatSessionPage>;
  /** Users by e-mail, and how many sessions of theirs are alive. */
  users(query?: UserQuery, options?: CallOptions): Promise<UserPage>;
  /** Ends every session of a user, and tells how many there were. */
  signOutUser(userId: string, options?: CallOptions): Promise<{ ended: number }>;
  /** How many jobs were over in each of the last 24 hours, oldest first. */
  queueHistory(options?: CallOptions): Promise<FinishedHour[]>;
}

function adminCalls(call: ApiCall): AdminCalls {
  return {
    audit: async (query, options) =>
      resultOf(await call('get', '/api/admin/audit', { query }, options)),
    chatSessions: async (query, options) =>
      resultOf(await call('get', '/api/genie/sessions', { query }, options)),
    users: async (query, options) =>
      resultOf(await call('get', '/api/admin/users', { query }, options)),
    signOutUser: async (id, options) =>
      resultOf(await call('post', '/api/admin/users/{id}/sign-out', { id }, options)),
    queueHistory: async (options) =>
      (await call('get', '/api/admin/queue-history', {}, options)).hours,
  };
}
