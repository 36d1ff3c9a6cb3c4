import type { QueueStats, Registration, User } from '../api-types.ts';
import type { SendRequest } from '../http/send-request.ts';
import type { Clock } from '../http/time.ts';
import { type AdminCalls, adminCalls } from './admin.ts';
import { type CallOptions, createApiCall, type OpenRequest, resultOf } from './api-call.ts';
import { type CaptionCalls, captionCalls } from './captions.ts';
import { type ChatCalls, chatCalls } from './chat.ts';
import { type CredentialCalls, credentialCalls } from './credentials.ts';
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
  const publicCall = createApiCall((request, signal) =>
    send(request, { accept: 'application/json' }, signal),
  );
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
