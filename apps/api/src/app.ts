import type { ServerOptions } from 'node:http';
import type { ServerOptions as HttpsServerOptions } from 'node:https';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import Fastify, {
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  type FastifyServerOptions,
  LogController,
} from 'fastify';
import type { Logger } from 'pino';
import type { HttpsFiles } from './config/https-files.ts';
import { tlsPolicy } from './https/watch-certificate.ts';
import { admission } from './plugins/admission.ts';
import { type GuardDeps, requireAuth } from './plugins/auth/require-auth.ts';
import { closing } from './plugins/closing.ts';
import { consolePages } from './plugins/console/console-pages.ts';
import { answerError, errorAnswers } from './plugins/error-answers.ts';
import { eventStreams } from './plugins/event-streams.ts';
import { measurements } from './plugins/measurements.ts';
import { openapi } from './plugins/openapi/openapi.ts';
import { queryNumbers } from './plugins/query-numbers.ts';
import { rateLimits } from './plugins/rate-limits.ts';
import { requestIdOf, requestIds } from './plugins/request-ids.ts';
import { requestLog } from './plugins/request-log.ts';
import { requestTraces } from './plugins/request-traces.ts';
import { routeContract } from './plugins/route-contract.ts';
import { routeErrors } from './plugins/route-errors.ts';
import { securityHeaders } from './plugins/security-headers.ts';
import { stalledReaders } from './plugins/stalled-readers.ts';
import { answerClientError, transportErrors } from './plugins/transport-errors.ts';
import { unmatchedRoutes } from './plugins/unmatched-routes.ts';
import { getQueueHistoryRoute } from './routes/admin/get-queue-history.ts';
import { listAccessRoute } from './routes/admin/list-access.ts';
import { listChatSessionsRoute } from './routes/admin/list-chat-sessions.ts';
import { listUsersRoute } from './routes/admin/list-users.ts';
import { signOutUserRoute } from './routes/admin/sign-out-user.ts';
import { getPlatformSessionRoute } from './routes/internal/get-platform-session.ts';
import { revealCredentialsRoute } from './routes/internal/reveal-credentials.ts';
import { revealDownloadCredentialRoute } from './routes/internal/reveal-download-credential.ts';
import { storeCredentialsRoute } from './routes/internal/store-credentials.ts';
import { browseConsoleRoutes } from './routes/public/browse-console.ts';
import { browseReferenceRoutes } from './routes/public/browse-reference.ts';
import { getMetricsRoute } from './routes/public/get-metrics.ts';
import { getOpenApiRoute } from './routes/public/get-openapi.ts';
import { healthRoutes } from './routes/public/health.ts';
import { registerRoute } from './routes/public/register.ts';
import { signInRoute } from './routes/public/sign-in.ts';
import { createCaptionBatchRoute } from './routes/user/create-caption-batch.ts';
import { createDownloadCredentialRoute } from './routes/user/create-download-credential.ts';
import { createProfileRoute } from './routes/user/create-profile.ts';
import { deleteCredentialsRoute } from './routes/user/delete-credentials.ts';
import { endSessionRoute } from './routes/user/end-session.ts';
import { generateCaptionRoute } from './routes/user/generate-caption.ts';
import { getJobRoute } from './routes/user/get-job.ts';
import { getQueueStatsRoute } from './routes/user/get-queue-stats.ts';
import { getSessionRoute } from './routes/user/get-session.ts';
import { listChatMessagesRoute } from './routes/user/list-chat-messages.ts';
import { listCredentialsRoute } from './routes/user/list-credentials.ts';
import { listDownloadCredentialsRoute } from './routes/user/list-download-credentials.ts';
import { listJobsRoute } from './routes/user/list-jobs.ts';
import { meRoute } from './routes/user/me.ts';
import { retryJobRoute } from './routes/user/retry-job.ts';
import { storePlatformSessionRoute } from './routes/user/store-platform-session.ts';
import { streamChatRoute } from './routes/user/stream-chat.ts';
import { updateProfileRoute } from './routes/user/update-profile.ts';
import type { CaptionService } from './services/captions/write-caption.ts';
import type { ChatService } from './services/chat/chat-service.ts';
import type { RequireCredentials } from './services/credentials/credential-service.ts';
import type { AccessLog } from './services/directus/admin/access-log.ts';
import type { JobHistory } from './services/directus/admin/job-history.ts';
import type { UserDirectory } from './services/directus/admin/user-directory.ts';
import type { Readiness } from './services/directus/readiness.ts';
import type { SharedCounters } from './services/limits/shared-counters.ts';
import type { Metrics } from './services/metrics/create-metrics.ts';
import type { CaptionJobService } from './services/queue/caption-job-service.ts';
import type { ListJobs } from './services/queue/list-jobs.ts';
import type { RegistrationService } from './services/registration/register-user.ts';
import type { SessionService } from './services/sessions/session-service.ts';
import type { Tracing } from './services/tracing/tracing.ts';

/** What the routes and guards work with. */
export interface AppServices extends GuardDeps {
  requireCredentials: RequireCredentials;
  accessLog: Pick<AccessLog, 'list'>;
  registration: RegistrationService;
  sessions: SessionService;
  captions: CaptionService;
  jobs: CaptionJobService;
  listJobs: ListJobs;
  users: UserDirectory;
  jobHistory: JobHistory;
  chat: ChatService;
  readiness: Readiness;
  metrics: Metrics;
  /** Where requests are traced; none: they aren't. */
  tracing?: Tracing | undefined;
  /** Where limits count for several API processes; none: each counts for itself. */
  sharedCounters?: Pick<SharedCounters, 'count'> | undefined;
}

/** How the server behaves towards its clients. */
export interface AppOptions {
  logger: Logger;
  /** Requests a minute for a user or an address; 0: no limit. */
  rateLimitMax: number;
  /** Addresses whose `X-Forwarded-For` is believed; none: the header is ignored. */
  trustProxy?: string;
  https?: Pick<HttpsFiles, 'cert' | 'key'>;
  /** Where the built console lies; none: this server has none. */
  consoleDir?: string;
  /** How often a stream of events gets a comment line, in milliseconds; 15 s where left out. */
  keepAliveMs?: number;
}

/** The largest body that a route takes unless it says otherwise, in bytes. */
const bodyLimit = 65_536;

/**
 * Builds the server, ready to listen or to be injected into; tests use it as production does.
 *
 * @throws Error where a route doesn't state its guard, limit, operation id and responses
 */
export async function buildApp(
  services: AppServices,
  options: AppOptions,
): Promise<FastifyInstance> {
  const app: FastifyInstance = Fastify(serverOptions(options));
  app.removeContentTypeParser('text/plain');

  await app.register(errorAnswers);
  await app.register(closing);
  await app.register(requestIds);
  await app.register(securityHeaders, { isHttps: options.https !== undefined });
  await app.register(transportErrors);
  await app.register(stalledReaders);
  await app.register(requestLog);
  await app.register(measurements, services);
  await app.register(requestTraces, services);
  await app.register(routeContract);
  await app.register(routeErrors);
  await app.register(openapi);
  await app.register(rateLimits, {
    max: options.rateLimitMax,
    sharedCounters: services.sharedCounters,
  });
  await app.register(consolePages, { dir: options.consoleDir });
  await app.register(unmatchedRoutes);
  await app.register(requireAuth, services);
  await app.register(admission);
  await app.register(queryNumbers);
  await app.register(eventStreams, { keepAliveMs: options.keepAliveMs });

  const routes = app.withTypeProvider<TypeBoxTypeProvider>();
  await routes.register(healthRoutes(services));
  await routes.register(getMetricsRoute(services));
  await routes.register(getOpenApiRoute());
  await routes.register(browseReferenceRoutes());
  await routes.register(browseConsoleRoutes());
  await routes.register(registerRoute(services));
  await routes.register(signInRoute(services));
  await routes.register(getSessionRoute());
  await routes.register(endSessionRoute());
  await routes.register(meRoute());
  await routes.register(generateCaptionRoute(services));
  await routes.register(createCaptionBatchRoute(services));
  await routes.register(listJobsRoute(services));
  await routes.register(getJobRoute(services));
  await routes.register(retryJobRoute(services));
  await routes.register(getQueueStatsRoute(services));
  await routes.register(createProfileRoute(services));
  await routes.register(updateProfileRoute(services));
  await routes.register(createDownloadCredentialRoute(services));
  await routes.register(storePlatformSessionRoute(services));
  await routes.register(listCredentialsRoute(services));
  await routes.register(listDownloadCredentialsRoute(services));
  await routes.register(deleteCredentialsRoute(services));
  await routes.register(storeCredentialsRoute(services));
  await routes.register(revealCredentialsRoute(services));
  await routes.register(revealDownloadCredentialRoute(services));
  await routes.register(getPlatformSessionRoute(services));
  await routes.register(streamChatRoute(services));
  await routes.register(listChatMessagesRoute(services));
  await routes.register(listAccessRoute(services));
  await routes.register(listChatSessionsRoute(services));
  await routes.register(getQueueHistoryRoute(services));
  await routes.register(listUsersRoute(services));
  await routes.register(signOutUserRoute(services));
  return app;
}

/**
 * How long a client may take to send a whole request, in milliseconds; answers may take longer. Node heeds it only
 * where the server is made with it.
 */
const sendingTimes = {
  requestTimeout: 15_000,
  headersTimeout: 15_000,
  connectionsCheckingInterval: 5_000,
};

function serverOptions(
  options: AppOptions,
): FastifyServerOptions & { http?: ServerOptions; https?: HttpsServerOptions } {
  return {
    loggerInstance: options.logger,
    logController: new LogController({
      disableRequestLogging: true,
      requestIdLogLabel: 'requestId',
    }),
    genReqId: requestIdOf,
    trustProxy: options.trustProxy ?? false,
    bodyLimit,
    requestTimeout: sendingTimes.requestTimeout,
    return503OnClosing: false,
    forceCloseConnections: 'idle',
    clientErrorHandler: answerClientError,
    frameworkErrors: answerFrameworkError,
    ajv: { customOptions: { allErrors: true, coerceTypes: false, removeAdditional: false } },
    // A request without Host is refused in our own words.
    ...(options.https === undefined
      ? { http: { ...sendingTimes, requireHostHeader: false } }
      : {
          https: {
            cert: options.https.cert,
            key: options.https.key,
            ...tlsPolicy,
            ...sendingTimes,
            requireHostHeader: false,
          },
        }),
  };
}

/** An address that can't be read meets no hook, so what they'd add is added here. */
function answerFrameworkError(error: Error, request: FastifyRequest, reply: FastifyReply): void {
  reply.header('x-request-id', request.id).header('cache-control', 'no-store');
  void answerError(error, request, reply);
}
