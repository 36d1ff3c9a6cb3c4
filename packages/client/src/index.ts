export type * from './api-types.ts';
export type { AccountCalls } from './calls/account.ts';
export type { ChatCalls, ChatOptions } from './calls/chat.ts';
export type {
  AdminCalls,
  CaptionCalls,
  CredentialCalls,
  GenieCalls,
} from './calls/genie-calls.ts';
export type { JobCalls, WatchOptions } from './calls/jobs.ts';
export {
  type CookieClient,
  type CookieClientOptions,
  createCookieClient,
} from './cookie-client.ts';
export {
  type ErrorDetail,
  GenieApiError,
  GenieChatError,
  GenieError,
  GenieNetworkError,
  GenieSignedOutError,
  GenieUnavailableError,
} from './errors.ts';
export { createGenieClient, type GenieClient, type GenieClientOptions } from './genie-client.ts';
export type { Fetch } from './http/exchange.ts';
export type { CallOptions } from './http/time.ts';
export type { SignOutListener, SignOutReason } from './session/sign-outs.ts';
export type { TokenStorage, Tokens } from './session/tokens.ts';
