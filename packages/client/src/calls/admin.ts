import type { AuditPage, AuditQuery, ChatSessionPage, PageQuery } from '../wire-types.ts';
import { type ApiCall, type CallOptions, resultOf } from './api-call.ts';

/** For administrators; others get 403 `auth.admin_only`. */
export interface AdminCalls {
  /** The credential access log, newest first. */
  audit(query?: AuditQuery, options?: CallOptions): Promise<AuditPage>;
  /** Everyone's conversations, newest activity first, without what was said. */
  chatSessions(query?: PageQuery, options?: CallOptions): Promise<ChatSessionPage>;
}

export function adminCalls(call: ApiCall): AdminCalls {
  return {
    audit: async (query, options) =>
      resultOf(await call('get', '/api/admin/audit', { query }, options)),
    chatSessions: async (query, options) =>
      resultOf(await call('get', '/api/genie/sessions', { query }, options)),
  };
}
