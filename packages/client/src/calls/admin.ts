import type {
  AuditPage,
  AuditQuery,
  ChatSessionPage,
  FinishedHour,
  PageQuery,
  UserPage,
  UserQuery,
} from '../api-types.ts';
import { type ApiCall, type CallOptions, resultOf } from './api-call.ts';

/** For administrators; others get 403 `auth.admin_only`. */
export interface AdminCalls {
  /** The credential access log, newest first. */
  audit(query?: AuditQuery, options?: CallOptions): Promise<AuditPage>;
  /** Everyone's conversations, newest activity first, without what was said. */
  chatSessions(query?: PageQuery, options?: CallOptions): Promise<ChatSessionPage>;
  /** Users by e-mail, and how many logins of theirs are alive. */
  users(query?: UserQuery, options?: CallOptions): Promise<UserPage>;
  /** Ends every login of a user, and tells how many there were. */
  signOutUser(userId: string, options?: CallOptions): Promise<{ ended: number }>;
  /** How many jobs were over in each of the last 24 hours, oldest first. */
  queueHistory(options?: CallOptions): Promise<FinishedHour[]>;
}

export function adminCalls(call: ApiCall): AdminCalls {
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
