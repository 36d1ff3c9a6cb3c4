import type { ServerOptions } from 'node:http';
import type { ServerOptions as HttpsServerOptions } from 'node:https';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { HttpsFiles } from '@genie-helper/environment';
import Fastify, {
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  type FastifyServerOptions,
  LogController,
} from 'fastify';
import type { Logger } from 'pino';
import type { UserDirectory } from './accounts/account-store.ts';
import { listUsersRoute } from './accounts/list-users.ts';
import { meRoute } from './accounts/me.ts';
import { type RegistrationService, registerRoute } from './accounts/register.ts';
import { signOutUserRoute } from './accounts/sign-out-user.ts';
import { type GuardDeps, requireAuth } from './auth/guards.ts';
import { endSessionRoute, getSessionRoute, signInRoute } from './auth/session-routes.ts';
import type { SessionService } from './auth/session-service.ts';
import { createCaptionBatchRoute } from './captions/create-caption-batch.ts';
import { generateCaptionRoute } from './captions/generate-caption.ts';
import { getJobRoute } from './captions/get-job.ts';
import { getQueueHistoryRoute } from './captions/get-queue-history.ts';
import { getQueueStatsRoute } from './captions/get-queue-stats.ts';
import type { JobHistory } from './captions/job-overview-store.ts';
import { type ListJobs, listJobsRoute } from './captions/list-jobs.ts';
import type { CaptionJobService } from './captions/queue/caption-jobs.ts';
import { retryJobRoute } from './captions/retry-job.ts';
import type { CaptionService } from './captions/write-caption.ts';
import type { ChatService } from './chat/chat-service.ts';
import { listChatMessagesRoute } from './chat/list-chat-messages.ts';
import { listChatSessionsRoute } from './chat/list-chat-sessions.ts';
import { streamChatRoute } from './chat/stream-chat.ts';
import { tlsPolicy } from './config/https-certificate.ts';
import { browseConsoleRoutes } from './console/browse-console.ts';
import { consolePages } from './console/console-pages.ts';
import type { AccessLog } from './credentials/access-log-store.ts';
import { createProfileRoute } from './credentials/create-connection.ts';
import type { RequireCredentials } from './credentials/create-credentials.ts';
import { createDownloadCredentialRoute } from './credentials/create-download-credential.ts';
import { deleteCredentialsRoute } from './credentials/delete-credentials.ts';
import { getPlatformSessionRoute } from './credentials/get-platform-session.ts';
import { listAccessRoute } from './credentials/list-access.ts';
import { listCredentialsRoute } from './credentials/list-connections.ts';
import { listDownloadCredentialsRoute } from './credentials/list-download-credentials.ts';
import { revealCredentialsRoute } from './credentials/reveal-credentials.ts';
import { revealDownloadCredentialRoute } from './credentials/reveal-download-credential.ts';
import { storeCredentialsRoute } from './credentials/store-credentials.ts';
import { storePlatformSessionRoute } from './credentials/store-platform-session.ts';
import { updateProfileRoute } from './credentials/update-connection.ts';
import { admission } from './http/admission.ts';
import { answerError, errorAnswers, unmatchedRoutes } from './http/error-answers.ts';
import { eventStreams } from './http/event-streams.ts';
import { requestIdOf, requestIds, securityHeaders } from './http/headers.ts';
import { requestLog } from './http/logging.ts';
import { type Metrics, measurements } from './http/metrics.ts';
import { getMetricsRoute, healthRoutes, type Readiness } from './http/monitoring.ts';
import { getOpenApiRoute, openapi } from './http/openapi/openapi.ts';
import { browseReferenceRoutes } from './http/openapi/reference.ts';
import { rateLimits } from './http/rate-limits.ts';
import { routeContract, routeErrors } from './http/route-contract.ts';
import type { SharedCounters } from './http/shared-counters.ts';
import { requestTraces, type Tracing } from './http/tracing.ts';
import {
  answerClientError,
  closing,
  slowClientTimeout,
  transportErrors,
} from './http/transport.ts';
import { queryNumbers } from './http/validation.ts';

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
  await app.register(slowClientTimeout);
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
