import type { AnswerOf, BodyOf, QueryOf, ResultOf } from './calls/api-call.ts';
import type { components } from './generated/api.ts';

/** An error code of the API. */
export type ErrorCode = components['schemas']['ErrorCode'];

/** Who somebody is, as Directus says now. */
export type User = AnswerOf<'/api/me', 'get'>['user'];
/** Whose the session in the cookie is, and when it ends unless it is used. */
export type CookieSession = ResultOf<'/api/session', 'get'>;
export type Registration = BodyOf<'/api/register', 'post'>;
export type CaptionRequest = BodyOf<'/api/captions/generate', 'post'>;
export type Caption = ResultOf<'/api/captions/generate', 'post'>;
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
export type UserQuery = QueryOf<'/api/admin/users', 'get'>;
export type UserPage = ResultOf<'/api/admin/users', 'get'>;
/** A user as administrators see one. */
export type ListedUser = UserPage['users'][number];

export type ChatHistoryQuery = QueryOf<'/api/genie/messages', 'get'>;
export type ChatHistoryPage = ResultOf<'/api/genie/messages', 'get'>;

/** One event of the chat. */
export type ChatEvent = components['schemas']['ChatEvent'];
