export type { AdminCalls } from './calls/admin.ts';
export type { CallOptions } from './calls/api-call.ts';
export type { CaptionCalls } from './calls/captions.ts';
export type { ChatCalls, ChatOptions } from './calls/chat.ts';
export type { CredentialCalls } from './calls/credentials.ts';
export type { JobCalls, WatchOptions } from './calls/jobs.ts';
export { createGenieClient, type GenieClientOptions } from './create-genie-client.ts';
export {
  type ErrorDetail,
  GenieApiError,
  GenieChatError,
  GenieError,
  GenieNetworkError,
  GenieSignedOutError,
  GenieUnavailableError,
} from './errors/genie-error.ts';
export type { GenieClient } from './genie-client.ts';
export type { Fetch } from './http/exchange.ts';
export type { SignOutListener, SignOutReason } from './session/sign-outs.ts';
export type { TokenStorage } from './session/token-storage.ts';
export type { Tokens } from './session/tokens.ts';
export type {
  AuditPage,
  AuditQuery,
  Caption,
  CaptionRequest,
  ChatEvent,
  ChatMessage,
  ChatSessionPage,
  Connection,
  ErrorCode,
  Job,
  NewDownloadCredential,
  NewPlatformSession,
  NewProfile,
  PageQuery,
  ProfileUpdate,
  QueueStats,
  Registration,
  User,
} from './wire-types.ts';
