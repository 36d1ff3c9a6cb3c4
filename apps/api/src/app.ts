import type { ServerOptions } from 'node:http';
import type { ServerOptions as HttpsServerOptions } from 'node:https';
import type { HttpsFiles } from '@genie-helper/environment';
import Fastify, {
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  type FastifyServerOptions,
  LogController,
} from 'fastify';
import type { Logger } from 'pino';
import { type Accounts, accounts } from './accounts/plugin.ts';
import { type Auth, auth } from './auth/plugin.ts';
import { type Captions, captions } from './captions/plugin.ts';
import { type Chat, chat } from './chat/plugin.ts';
import { tlsPolicy } from './config/https-certificate.ts';
import { consoleSite, createConsolePages } from './console/plugin.ts';
import { type Credentials, credentials } from './credentials/plugin.ts';
import { buildAnswerSerializers } from './http/answer-serializers.ts';
import { answerError } from './http/error-answers.ts';
import { requestIdOf } from './http/headers.ts';
import { type HttpServices, http, type Monitoring, monitoring, reference } from './http/plugin.ts';
import { createRequestLogger } from './http/request-logger.ts';
import { answerClientError } from './http/transport.ts';
import { type ServiceClients, serviceClients } from './service-clients/plugin.ts';

/** What each feature works with. */
export interface AppServices {
  http: HttpServices;
  auth: Auth;
  monitoring: Monitoring;
  accounts: Accounts;
  captions: Captions;
  credentials: Credentials;
  chat: Chat;
  serviceClients: ServiceClients;
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
  const pages = createConsolePages(options.consoleDir);
  await app.register(http, {
    ...services.http,
    answerPage: pages.answerPage,
    isHttps: options.https !== undefined,
    rateLimitMax: options.rateLimitMax,
    keepAliveMs: options.keepAliveMs,
  });
  await app.register(auth, services.auth);
  await app.register(monitoring(services.monitoring));
  await app.register(reference());
  await app.register(consoleSite(pages));
  await app.register(accounts(services.accounts));
  await app.register(captions(services.captions));
  await app.register(credentials(services.credentials));
  await app.register(chat(services.chat));
  await app.register(serviceClients(services.serviceClients));
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

/** A request without Host is refused in our own words. */
const nodeOptions = { ...sendingTimes, requireHostHeader: false };

function serverOptions(
  options: AppOptions,
): FastifyServerOptions & { http?: ServerOptions; https?: HttpsServerOptions } {
  const { https } = options;
  return {
    loggerInstance: options.logger,
    logController: new LogController({
      disableRequestLogging: true,
      requestIdLogLabel: 'requestId',
    }),
    childLoggerFactory: createRequestLogger,
    genReqId: requestIdOf,
    trustProxy: options.trustProxy ?? false,
    bodyLimit,
    requestTimeout: sendingTimes.requestTimeout,
    return503OnClosing: false,
    forceCloseConnections: 'idle',
    clientErrorHandler: answerClientError,
    frameworkErrors: answerFrameworkError,
    schemaController: { compilersFactory: { buildSerializer: buildAnswerSerializers } },
    ajv: { customOptions: { allErrors: true, coerceTypes: false, removeAdditional: false } },
    ...(https === undefined
      ? { http: nodeOptions }
      : { https: { cert: https.cert, key: https.key, ...tlsPolicy, ...nodeOptions } }),
  };
}

/** An address that can't be read meets no hook, so what they'd add is added here. */
function answerFrameworkError(error: Error, request: FastifyRequest, reply: FastifyReply): void {
  reply.header('x-request-id', request.id).header('cache-control', 'no-store');
  void answerError(error, request, reply);
}
