import type { AnswerOf, BodyOf, QueryOf, ResultOf } from './calls/api-call.ts';
import type { components } from './generated/api.ts';

/** An error code of the API. */
export type ErrorCode = components['schemas']['ErrorCode'];

/** Who somebody is, as Directus says now. */
export type User = AnswerOf<'/api/me', 'get'>['user'];
/** Whose the session in the cookie is, and when it ends unless it is used. */
export type CookieSession = ResultOf<'/api/session', 'get'>;
export type Registration = BodyOf<'/api/register', 'post'>;
/** The account of whoever is signed in. */
export type Account = AnswerOf<'/api/account', 'get'>['account'];
/** Where somebody is signed in. */
export type Device = AnswerOf<'/api/account/sessions', 'get'>['sessions'][number];
export type PasswordChange = BodyOf<'/api/account/password', 'post'>;
export type PasswordReset = BodyOf<'/api/account/password/reset', 'post'>;
export type AccountChanges = BodyOf<'/api/account', 'patch'>;
/** The password of now, and a code or a recovery code where the account has a second factor. */
export type FreshProof = BodyOf<'/api/account/recovery-codes', 'post'>;
/** A secret that waits for its first code. */
export type TwoFactorSecret = ResultOf<'/api/account/two-factor', 'post'>;
export type EmailChange = BodyOf<'/api/account/email', 'post'>;
export type EmailProof = BodyOf<'/api/account/email/verify', 'post'>;
export type OwnAccessQuery = QueryOf<'/api/account/access', 'get'>;
export type OwnAccessPage = ResultOf<'/api/account/access', 'get'>;
export type CaptionRequest = BodyOf<'/api/captions/generate', 'post'>;
export type Caption = ResultOf<'/api/captions/generate', 'post'>;
export type LibraryQuery = QueryOf<'/api/captions', 'get'>;
export type LibraryPage = ResultOf<'/api/captions', 'get'>;
/** A caption in the library of whoever is signed in. */
export type LibraryCaption = LibraryPage['captions'][number];
/** How far a batch is, and what came of it. */
export type Job = AnswerOf<'/api/queue/jobs/{id}', 'get'>['job'];
export type JobQuery = QueryOf<'/api/queue/jobs', 'get'>;
export type JobPage = ResultOf<'/api/queue/jobs', 'get'>;
/** A job in a list, without what came of it. */
export type ListedJob = JobPage['jobs'][number];
export type QueueStats = AnswerOf<'/api/queue/stats', 'get'>['stats'];
export type Connection = AnswerOf<'/api/credentials', 'get'>['connections'][number];
export type DownloadCredential = AnswerOf<
  '/api/credentials/download-creds',
  'get'
>['credentials'][number];
export type NewProfile = BodyOf<'/api/credentials/create-profile', 'post'>;
export type ProfileUpdate = BodyOf<'/api/credentials/update-profile-creds', 'post'>;
export type NewDownloadCredential = BodyOf<'/api/credentials/download-creds', 'post'>;
export type NewPlatformSession = BodyOf<'/api/credentials/platform-session', 'post'>;
export type ChatMessage = BodyOf<'/api/genie/stream-chat', 'post'>;
export type AuditQuery = QueryOf<'/api/admin/audit', 'get'>;
export type AuditPage = ResultOf<'/api/admin/audit', 'get'>;
/** An entry of the credential access log. */
export type AccessEntry = AuditPage['entries'][number];
/** The jobs that were over within one hour. */
export type FinishedHour = AnswerOf<'/api/admin/queue-history', 'get'>['hours'][number];
export type PageQuery = QueryOf<'/api/genie/sessions', 'get'>;
export type ChatSessionPage = ResultOf<'/api/genie/sessions', 'get'>;
export type NewServiceClient = BodyOf<'/api/admin/clients', 'post'>;
export type ServiceClientChange = BodyOf<'/api/admin/clients/{id}', 'patch'>;
/** A server with a name, as administrators see one. */
export type ServiceClient = AnswerOf<'/api/admin/clients', 'get'>['clients'][number];
export type UserQuery = QueryOf<'/api/admin/users', 'get'>;
export type UserPage = ResultOf<'/api/admin/users', 'get'>;
export type UserChanges = BodyOf<'/api/admin/users/{id}', 'patch'>;
/** A user as administrators see one. */
export type ListedUser = UserPage['users'][number];

export type ChatHistoryQuery = QueryOf<'/api/genie/messages', 'get'>;
/** A conversation with the assistant, without what was said in it. */
export type Conversation = ConversationPage['conversations'][number];
export type ConversationPage = ResultOf<'/api/genie/conversations', 'get'>;
export type ChatHistoryPage = ResultOf<'/api/genie/messages', 'get'>;

/** One event of the chat. */
export type ChatEvent = components['schemas']['ChatEvent'];
