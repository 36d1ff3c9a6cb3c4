import type { components, paths } from './generated/api.ts';

/** An error code of the API. */
export type ErrorCode = components['schemas']['ErrorCode'];

export type Path = keyof paths;
export type Method = 'get' | 'post' | 'delete';
type Operation<P extends Path, M extends Method> = paths[P][M];

/** What a route takes as its body; never where it takes none. */
export type BodyOf<P extends Path, M extends Method> =
  Operation<P, M> extends { requestBody: { content: { 'application/json': infer B } } } ? B : never;

/** What it takes in its query; never where it takes nothing. */
export type QueryOf<P extends Path, M extends Method> =
  Operation<P, M> extends { parameters: { query?: infer Q } } ? NonNullable<Q> : never;

/** What it answers where all is well; undefined for an answer without a body. */
export type AnswerOf<P extends Path, M extends Method> =
  Operation<P, M> extends { responses: infer R }
    ? R[keyof R] extends { content: { 'application/json': infer A } }
      ? A
      : undefined
    : never;

/** An answer without the field that says it is one. */
export type ResultOf<P extends Path, M extends Method> = Omit<AnswerOf<P, M>, 'ok' | 'success'>;

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
