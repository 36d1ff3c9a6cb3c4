import {
  type CaptionWriter,
  createBuiltinProvider,
  createCaptionWriter,
  createOpenAiCompatibleProvider,
} from '@genie-helper/captions';
import {
  type ChatProvider,
  createBuiltinChat,
  createChatAssistant,
  createOpenAiCompatibleChat,
} from '@genie-helper/chat';
import {
  createDirectusClient,
  type DirectusClient,
  type DirectusClientOptions,
} from '@genie-helper/directus-client';
import {
  createUserAccounts,
  createUserDirectory,
  type UserDirectory,
} from './accounts/account-store.ts';
import { createCommonPasswordCheck, createRegistrationService } from './accounts/register.ts';
import type { AppServices } from './app.ts';
import { createValidator } from './auth/create-validator.ts';
import { createDirectusSessions } from './auth/directus-sessions.ts';
import { createSessionService, type SessionService } from './auth/session-service.ts';
import { createSharedSecretCheck } from './auth/shared-secret.ts';
import type { TokenValidator } from './auth/token-validator.ts';
import { createJobHistory, createJobList, type JobHistory } from './captions/job-overview-store.ts';
import { createJobRecords } from './captions/job-store.ts';
import { createListJobs, type ListJobs } from './captions/list-jobs.ts';
import { createBullEngine } from './captions/queue/bull-engine.ts';
import { createCaptionJobs, type RunningCaptionJobs } from './captions/queue/caption-jobs.ts';
import { createInProcessEngine } from './captions/queue/in-process-engine.ts';
import { type CaptionService, createCaptionService } from './captions/write-caption.ts';
import { type ChatService, createChatService } from './chat/chat-service.ts';
import { createChatHistory } from './chat/chat-store.ts';
import { type ChatToolDeps, createChatTools } from './chat/chat-tools.ts';
import type { ServiceConfig, ServiceLog } from './config/api-config.ts';
import { createCredentials } from './credentials/create-credentials.ts';
import { createAdminCall } from './directus/admin-call.ts';
import { measureClient, traceClient } from './directus/observed-client.ts';
import { createMetrics, type DirectusPurpose, type QueueMetrics } from './http/metrics.ts';
import { createReadiness } from './http/monitoring.ts';
import {
  createRedisCounters,
  createSharedCounters,
  type SharedCounters,
} from './http/shared-counters.ts';
import type { Tracing } from './http/tracing.ts';

/** What services do besides answering. */
export interface ServiceLife {
  /** Begins to work on what is queued. */
  start(): void;
  /** Hands back what is worked on; requests may still be under way. */
  stop(): Promise<void>;
  /** Ends every connection; for after the last request. */
  close(): Promise<void>;
}

/**
 * Builds every client and service: the one place that does.
 *
 * @param config the admin token and the keys in it go into the closures that need them and nowhere else
 */
export async function compose(
  config: ServiceConfig,
  log: ServiceLog,
): Promise<AppServices & ServiceLife> {
  const { url } = config.directus;
  const metrics = createMetrics();
  const tracing = await startTracing(config);
  const observe = (client: DirectusClient, purpose: DirectusPurpose) => {
    const measured = measureClient(client, purpose, metrics.directus);
    return tracing === undefined ? measured : traceClient(measured, purpose, tracing);
  };
  const connect = (purpose: DirectusPurpose, options: Omit<DirectusClientOptions, 'url'> = {}) =>
    observe(createDirectusClient({ url, ...options }), purpose);
  // What asks for tokens must not wait behind what reads and writes records.
  const directus = connect('checks');
  const callTimeoutMs = 10_000;
  const registrationClient = connect('registration', { callTimeoutMs, connections: 4 });
  const loginClient = connect('logins', { callTimeoutMs, connections: 8 });
  const credentialsClient = connect('credentials', { callTimeoutMs, connections: 16 });
  const recordsClient = connect('records', { callTimeoutMs, connections: 8 });
  const chatClient = connect('chat', {
    callTimeoutMs,
    connections: 16,
    // The end of a conversation: 40 messages of 24,000 characters.
    maxResponseBytes: 8 * 1024 * 1024,
  });
  const { adminToken } = config.directus;
  const captions = createCaptionService(createWriter(config.captions));
  const jobs = await createJobs(recordsClient, captions, config, log, metrics.queue);
  const credentials = await createCredentials(credentialsClient, config, metrics.vault);
  const sharedCounters = await createCounters(config, log);
  const validator = createValidator(directus, config, log, { metrics: metrics.tokens, tracing });
  return {
    validator,
    sessions: createSessions({ logins: loginClient, sessions: directus }, validator, config, log),
    sharedSecret: createSharedSecretCheck(config.sharedSecret),
    ...credentials,
    registration: createRegistrationService({
      admin: createUserAccounts(
        createAdminCall(registrationClient, adminToken, 'registration.not_configured'),
      ),
      isCommonPassword: createCommonPasswordCheck(),
    }),
    captions,
    jobs,
    ...createOverviews(recordsClient, config),
    chat: createChat(chatClient, { ...credentials, captions, jobs }, config),
    readiness: createReadiness(directus),
    sharedCounters,
    metrics,
    tracing,
    start: () => {
      // Without the token there are no records to go by.
      if (adminToken !== undefined) jobs.start();
    },
    stop: () => jobs.close(),
    close: async () => {
      sharedCounters?.close();
      await tracing?.close();
      await Promise.all(
        [
          directus,
          registrationClient,
          loginClient,
          credentialsClient,
          recordsClient,
          chatClient,
        ].map((client) => client.close()),
      );
    },
  };
}

/** Batches over Redis where there is one, else over this process's memory. */
async function createJobs(
  client: DirectusClient,
  captions: CaptionService,
  { directus, redisUrl, queuePolicy: policy }: ServiceConfig,
  log: ServiceLog,
  metrics: QueueMetrics,
): Promise<RunningCaptionJobs> {
  const now = () => new Date();
  const call = createAdminCall(client, directus.adminToken, 'queue.admin_token_not_set');
  const engine =
    redisUrl === undefined
      ? createInProcessEngine(policy)
      : await createBullEngine({ url: redisUrl, log, policy });
  metrics.watch(() => engine.counts());
  return createCaptionJobs({ records: createJobRecords(call, now), engine, captions, log, now });
}

/** What the console lists. */
function createOverviews(
  client: DirectusClient,
  { directus: { adminToken } }: Pick<ServiceConfig, 'directus'>,
): { listJobs: ListJobs; jobHistory: JobHistory; users: UserDirectory } {
  const queueCall = createAdminCall(client, adminToken, 'queue.admin_token_not_set');
  return {
    listJobs: createListJobs({ records: createJobList(queueCall) }),
    jobHistory: createJobHistory(queueCall, () => new Date()),
    users: createUserDirectory(createAdminCall(client, adminToken, 'users.admin_token_not_set')),
  };
}

/** The chat, with the services that its tools use in the caller's name. */
function createChat(
  client: DirectusClient,
  { captions, jobs, requireCredentials }: ChatToolDeps,
  config: ServiceConfig,
): ChatService {
  const { adminToken } = config.directus;
  const call = createAdminCall(client, adminToken, 'chat.admin_token_not_set');
  return createChatService({
    history: createChatHistory(call, () => new Date()),
    assistant: createChatAssistant({ provider: createChatProvider(config.captions) }),
    toolsOf: createChatTools({ captions, jobs, requireCredentials }),
  });
}

type ModelConfig = ServiceConfig['captions'];

/** Writes captions through the model, or without one. */
function createWriter({ model, timeoutMs }: ModelConfig): CaptionWriter {
  const provider =
    model === undefined
      ? createBuiltinProvider()
      : createOpenAiCompatibleProvider(toModelServer(model, timeoutMs));
  return createCaptionWriter({ provider, timeoutMs });
}

/** Answers in the chat through the model, or without one. */
function createChatProvider({ model, timeoutMs }: ModelConfig): ChatProvider {
  if (model === undefined) return createBuiltinChat();
  return createOpenAiCompatibleChat(toModelServer(model, timeoutMs));
}

function toModelServer(
  { baseUrl, name, apiKey }: NonNullable<ModelConfig['model']>,
  timeoutMs: number,
) {
  return { baseUrl, model: name, timeoutMs, ...(apiKey === undefined ? {} : { apiKey }) };
}

/** The console's sessions. Logins have connections of their own, since each takes Directus half a second. */
function createSessions(
  clients: { logins: DirectusClient; sessions: DirectusClient },
  validator: TokenValidator,
  { introspectionSecret: secret }: Pick<ServiceConfig, 'introspectionSecret'>,
  log: ServiceLog,
): SessionService {
  const directus = createDirectusSessions({ ...clients, secret });
  return createSessionService({ directus, validator, log });
}

/** Counters in Redis where there is one; without it each process counts for itself. */
async function createCounters(
  { redisUrl }: Pick<ServiceConfig, 'redisUrl'>,
  log: ServiceLog,
): Promise<SharedCounters | undefined> {
  if (redisUrl === undefined) return undefined;
  return createSharedCounters({ redis: await createRedisCounters(redisUrl), log });
}

/** Traces where a collector is named; its code is loaded only then. */
async function startTracing({
  traceEndpoint,
}: Pick<ServiceConfig, 'traceEndpoint'>): Promise<Tracing | undefined> {
  if (traceEndpoint === undefined) return undefined;
  const { createTracing } = await import('./http/opentelemetry.ts');
  return createTracing({ endpoint: traceEndpoint });
}
