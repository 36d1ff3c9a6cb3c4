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
import type { Logger } from 'pino';
import { createUserAccounts, createUserDirectory } from './accounts/account-store.ts';
import { createCommonPasswordCheck } from './accounts/register.ts';
import type { AppServices } from './app.ts';
import { createValidator } from './auth/create-validator.ts';
import { createDirectusSessions } from './auth/directus-sessions.ts';
import { createSessionService } from './auth/session-service.ts';
import { createSharedSecretCheck } from './auth/shared-secret.ts';
import { createJobHistory, createJobList } from './captions/job-overview-store.ts';
import { createJobRecords } from './captions/job-store.ts';
import { createBullEngine } from './captions/queue/bull-engine.ts';
import { createJobRunner } from './captions/queue/caption-jobs.ts';
import { createInProcessEngine } from './captions/queue/in-process-engine.ts';
import type { QueuePolicy } from './captions/queue/queue-engine.ts';
import { createWriteCaption } from './captions/write-caption.ts';
import { createActiveStreams } from './chat/active-streams.ts';
import { createWriteTurns } from './chat/answer-message.ts';
import { createChatHistory } from './chat/chat-store.ts';
import { createChatTools } from './chat/chat-tools.ts';
import type { ApiConfig } from './config/api-config.ts';
import { createAccessLog } from './credentials/access-log-store.ts';
import { createListedRecords, createSealedRecords } from './credentials/credential-store.ts';
import { createCredentialVault } from './credentials/credential-vault.ts';
import { createTurns } from './credentials/in-turn.ts';
import { listConnections } from './credentials/list-connections.ts';
import { credentialsWithoutKey } from './credentials/sealed-rows.ts';
import { createAdminCall } from './directus/admin-call.ts';
import { observeClient } from './directus/observed-client.ts';
import type { ErrorCode } from './http/errors.ts';
import { createMetrics, type DirectusPurpose } from './http/metrics.ts';
import { createReadinessCheck } from './http/monitoring.ts';
import { createObserve } from './http/observe.ts';
import { createRedisCounters, createSharedCounters } from './http/shared-counters.ts';

/** The part of the configuration that services are made from. */
export type ServiceConfig = Pick<
  ApiConfig,
  | 'directus'
  | 'captions'
  | 'tokenValidation'
  | 'introspectionSecret'
  | 'sharedSecret'
  | 'vaultKeys'
  | 'redisUrl'
  | 'traceEndpoint'
> & {
  /** How batches are repeated; the engine's own policy where left out. */
  queuePolicy?: QueuePolicy;
};

/** What services do besides answering. */
export interface ServiceLife {
  /** Begins to work on what is queued. */
  start(): void;
  /** Releases what is worked on; requests may still be under way. */
  stop(): Promise<void>;
  /** Ends every connection; for after the last request. */
  close(): Promise<void>;
}

const now = () => new Date();

/**
 * Makes every client and feature: the one place that does, read from top to bottom.
 *
 * @param config the admin token and the keys in it go into the closures that need them and nowhere else
 * @param log told of what changes while the server runs: the way of checking tokens, Redis, batches that come again
 */
export async function compose(
  config: ServiceConfig,
  log: Pick<Logger, 'info' | 'warn' | 'error'>,
): Promise<AppServices & ServiceLife> {
  const { redisUrl, introspectionSecret: secret } = config;
  const { url, adminToken } = config.directus;
  const metrics = createMetrics();
  const tracing = await startTracing(config.traceEndpoint);
  const observe = createObserve(tracing);

  // Directus: each purpose has connections of its own, so that no crowd of one kind keeps another waiting.
  const clients: DirectusClient[] = [];
  const connect = (purpose: DirectusPurpose, options: Omit<DirectusClientOptions, 'url'> = {}) => {
    const client = createDirectusClient({ url, ...options });
    clients.push(client);
    return observeClient(client, purpose, { observe, metrics: metrics.directus });
  };
  const asAdmin = (client: DirectusClient, whenUnset: ErrorCode) =>
    createAdminCall(client, adminToken, whenUnset);
  const callTimeoutMs = 10_000;
  const checks = connect('checks');
  const registrations = connect('registration', { callTimeoutMs, connections: 4 });
  // A login takes Directus half a second.
  const logins = connect('logins', { callTimeoutMs, connections: 8 });
  const vaulted = connect('credentials', { callTimeoutMs, connections: 16 });
  const records = connect('records', { callTimeoutMs, connections: 8 });
  const conversations = connect('chat', {
    callTimeoutMs,
    connections: 16,
    // The end of a conversation: 40 messages of 24,000 characters.
    maxResponseBytes: 8 * 1024 * 1024,
  });

  // Who asks.
  const validator = createValidator(checks, config, log, { metrics: metrics.tokens, observe });
  const directusSessions = createDirectusSessions({ logins, sessions: checks, secret });
  const auth = {
    validator,
    sharedSecret: createSharedSecretCheck(config.sharedSecret),
    sessions: createSessionService({ directus: directusSessions, validator, log }),
    countRefusal: metrics.tokens.refused,
  };
  // Limits count in Redis where there is one.
  const sharedCounters =
    redisUrl === undefined
      ? undefined
      : await createSharedCounters({ redis: await createRedisCounters(redisUrl), log });

  const accounts = {
    userAccounts: createUserAccounts(asAdmin(registrations, 'registration.not_configured')),
    isCommonPassword: createCommonPasswordCheck(),
    users: createUserDirectory(asAdmin(records, 'users.admin_token_not_set')),
  };

  // Captions: batches over Redis where there is one, else over this process's memory.
  const writeCaption = createWriteCaption(createWriter(config.captions));
  const { queuePolicy: policy } = config;
  const engine =
    redisUrl === undefined
      ? createInProcessEngine(policy)
      : await createBullEngine({ url: redisUrl, log, policy });
  metrics.queue.watch(() => engine.counts());
  const queueCall = asAdmin(records, 'queue.admin_token_not_set');
  const jobs = { records: createJobRecords(queueCall, now), engine, log, now };
  const captions = {
    writeCaption,
    jobs,
    jobList: createJobList(queueCall),
    jobHistory: createJobHistory(queueCall, now),
  };
  const runner = createJobRunner(jobs, writeCaption);

  // Credentials: without a key of the vault only their log can be had.
  const credentialsCall = asAdmin(vaulted, 'credentials.admin_token_not_set');
  const logged = { log: createAccessLog(credentialsCall, now), inTurn: createTurns(), now };
  const credentials =
    config.vaultKeys === undefined
      ? credentialsWithoutKey(logged)
      : {
          ...logged,
          records: createSealedRecords(credentialsCall, now),
          listed: createListedRecords(credentialsCall),
          vault: await createCredentialVault(config.vaultKeys, metrics.vault),
        };

  // The chat, with what its tools may do in the caller's name.
  const chat = {
    history: createChatHistory(asAdmin(conversations, 'chat.admin_token_not_set'), now),
    assistant: createChatAssistant({ provider: createChatProvider(config.captions) }),
    acquireWrite: createWriteTurns(),
    holdSlot: createActiveStreams(),
    toolsOf: createChatTools({
      writeCaption,
      jobs,
      listConnections: (userId) => listConnections(credentials, userId),
    }),
  };

  return {
    http: { metrics, tracing, sharedCounters },
    auth,
    monitoring: { checkReadiness: createReadinessCheck(checks), metrics },
    accounts,
    captions,
    credentials,
    chat,
    start: () => {
      // Without the token there are no records to go by.
      if (adminToken !== undefined) runner.start();
    },
    stop: () => runner.close(),
    close: async () => {
      sharedCounters?.close();
      await tracing?.close();
      await Promise.all(clients.map((client) => client.close()));
    },
  };
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

/** Traces where a collector is named; its code is loaded only then. */
async function startTracing(endpoint: string | undefined) {
  if (endpoint === undefined) return undefined;
  const { createTracing } = await import('./http/opentelemetry.ts');
  return createTracing({ endpoint });
}
