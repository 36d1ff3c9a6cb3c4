import type {
  AuditQuery,
  CaptionRequest,
  LibraryQuery,
  NewDownloadCredential,
  NewPlatformSession,
  NewProfile,
  NewServiceClient,
  PageQuery,
  ProfileUpdate,
  Registration,
  ServiceClientChange,
  UserChanges,
  UserQuery,
} from '../api-types.ts';
import type { SendRequest } from '../http/send-request.ts';
import type { CallOptions, Clock } from '../http/time.ts';
import { accountCalls } from './account.ts';
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
    /**
     * Makes an account; signs nobody in. Without `userId` the server wants the address proven first: it has sent a mail,
     * and doesn't say whether the address was taken.
     */
    register: async (body: Registration, options?: CallOptions): Promise<{ userId?: string }> =>
      resultOf(await publicCall('post', '/api/register', { body }, options)),
    /** Who is signed in, as Directus says now. */
    me: async (options?: CallOptions) => (await call('get', '/api/me', {}, options)).user,
    account: Object.freeze(accountCalls(call, publicCall, open)),
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
    /** The caller's library, newest first: every caption that was written, found by words, platform and date. */
    list: (query?: LibraryQuery, options?: CallOptions) =>
      call('get', '/api/captions', { query }, options).then(resultOf),
    /** Removes a caption from the caller's library. */
    async remove(id: string, options?: CallOptions): Promise<void> {
      await call('delete', '/api/captions/{id}', { id }, options);
    },
    /** Empties the caller's library. @returns how many captions there were */
    removeAll: async (options?: CallOptions) =>
      (await call('delete', '/api/captions', {}, options)).removed,
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
    /** Users, by e-mail if not said otherwise, and how many sessions of theirs are alive. */
    users: (query?: UserQuery, options?: CallOptions) =>
      call('get', '/api/admin/users', { query }, options).then(resultOf),
    /**
     * Changes the plan, the status or the role of a user, from the user's next request on.
     *
     * @throws GenieApiError `users.not_found`, `users.own_account`, `users.runs_the_server`, `users.leaving`
     */
    changeUser: (id: string, body: UserChanges, options?: CallOptions) =>
      call('patch', '/api/admin/users/{id}', { id, body }, options).then(resultOf),
    /** Where a user is signed in, the newest first. */
    userDevices: (id: string, options?: CallOptions) =>
      call('get', '/api/admin/users/{id}/sessions', { id }, options).then(resultOf),
    /** The roles that a user can be given, by name. */
    roles: (options?: CallOptions) => call('get', '/api/admin/roles', {}, options).then(resultOf),
    /** Ends every session of a user, and tells how many there were. */
    signOutUser: (id: string, options?: CallOptions) =>
      call('post', '/api/admin/users/{id}/sign-out', { id }, options).then(resultOf),
    /** Takes the second factor of a user off, who is told by mail. */
    async removeTwoFactor(id: string, options?: CallOptions): Promise<void> {
      await call('delete', '/api/admin/users/{id}/two-factor', { id }, options);
    },
    /** The servers with names, those that have ended too. */
    servers: (options?: CallOptions) =>
      call('get', '/api/admin/clients', {}, options).then(resultOf),
    /**
     * Makes a server with a name; its secret is told this once.
     *
     * @throws GenieApiError `account.proof_refused` for a wrong password or code, `account.otp_required`, `client.name_taken`
     */
    createServer: (body: NewServiceClient, options?: CallOptions) =>
      call('post', '/api/admin/clients', { body }, options).then(resultOf),
    /** Changes what a server may do, or its secrets. @throws GenieApiError as `createServer`; `client.ended` */
    changeServer: (id: string, body: ServiceClientChange, options?: CallOptions) =>
      call('patch', '/api/admin/clients/{id}', { id, body }, options).then(resultOf),
    /** Ends a server: it is refused from its next request on. */
    async endServer(id: string, options?: CallOptions): Promise<void> {
      await call('delete', '/api/admin/clients/{id}', { id }, options);
    },
    /** How many jobs were over in each of the last 24 hours, oldest first. */
    queueHistory: async (options?: CallOptions) =>
      (await call('get', '/api/admin/queue-history', {}, options)).hours,
  };
}
