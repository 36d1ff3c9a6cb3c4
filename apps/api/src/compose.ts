import { checkpointKey } from '@genie-helper/audit-chain';
import { createModelPause } from '@genie-helper/captions';
import { createChatAssistant } from '@genie-helper/chat';
import type { DirectusClient } from '@genie-helper/directus-client';
import { createTurns, vaultSecretOf } from '@genie-helper/guard-protocol';
import { createClientManager } from '@genie-helper/service-clients';
import { createKeyring } from '@genie-helper/vault';
import type { Logger } from 'pino';
import { createAccountLinks } from './accounts/account-links.ts';
import { createUserAccounts, createUserDirectory } from './accounts/account-store.ts';
import { createAddressMails } from './accounts/addresses/address-mails.ts';
import { createAccountMaker } from './accounts/create-account.ts';
import { createDevices } from './accounts/devices/devices.ts';
import { createForgottenPasswordMail } from './accounts/forgot-password.ts';
import { createFreshProof } from './accounts/fresh-proof.ts';
import { createLeavingService } from './accounts/leaving/leaving-service.ts';
import { createMailboxLimit } from './accounts/mailbox-limit.ts';
import { writeChangeMail } from './accounts/notices/change-letter.ts';
import { createNoticeSource } from './accounts/notices/notice-source.ts';
import { createNoticeMail, createNoticeSender } from './accounts/notices/send-notices.ts';
import { createProfileStore } from './accounts/profile-store.ts';
import { createSecondFactors } from './accounts/two-factor/second-factors.ts';
import type { AppServices } from './app.ts';
import { createCheckpointer } from './audit/checkpointer.ts';
import { createAskGuard } from './audit/guard-calls.ts';
import { createLogStream } from './audit/log-stream.ts';
import { createClientCheck } from './auth/client-check.ts';
import { createValidator } from './auth/create-validator.ts';
import { createDirectusSessions } from './auth/directus-sessions.ts';
import { createSessionService } from './auth/session-service.ts';
import { createSharedSecretCheck } from './auth/shared-secret.ts';
import { createStaleSessions } from './auth/stale-sessions.ts';
import { createJobHistory, createJobList } from './captions/job-overview-store.ts';
import { createJobOwners } from './captions/job-owner-store.ts';
import { createJobRecords } from './captions/job-store.ts';
import { createCaptionLibrary } from './captions/library/caption-library.ts';
import { keepBatchCaptions } from './captions/library/keep-batch-captions.ts';
import { createLibraryStore } from './captions/library/library-store.ts';
import { createBullEngine } from './captions/queue/bull-engine.ts';
import { createJobRunner } from './captions/queue/caption-jobs.ts';
import { createInProcessEngine } from './captions/queue/in-process-engine.ts';
import type { QueuePolicy } from './captions/queue/queue-engine.ts';
import { createWriteCaption } from './captions/write-caption.ts';
import { createActiveStreams } from './chat/active-streams.ts';
import { createWriteTurns } from './chat/answer-message.ts';
import { createChatHistory } from './chat/chat-store.ts';
import { createChatTools } from './chat/chat-tools.ts';
import { createCallerWatch } from './chat/watch-caller.ts';
import type { ApiConfig } from './config/api-config.ts';
import { createAccessReader } from './credentials/access-log-store.ts';
import { createSealedRecords } from './credentials/credential-store.ts';
import { createCredentialVault } from './credentials/credential-vault.ts';
import { listConnections } from './credentials/list-connections.ts';
import { createListedRecords } from './credentials/listed-records-store.ts';
import { createRouteRefusalLog } from './credentials/route-refusals.ts';
import { credentialsWithoutKey } from './credentials/sealed-rows.ts';
import { createUnknownIdBound } from './credentials/unknown-ids.ts';
import { createVaultStore, preferVault } from './credentials/vault-store.ts';
import { type ActingAdministrator, askFor } from './directus/acting-administrator.ts';
import { createAdminCall } from './directus/admin-call.ts';
import { createDirectusConnections } from './directus/connections.ts';
import { createDataVersionCheck } from './directus/data-version.ts';
import { createDataPruner } from './directus/prune-data.ts';
import { AppError, type ErrorCode } from './http/errors.ts';
import type { LogSink } from './http/log-sink.ts';
import { createMetrics } from './http/metrics/metrics.ts';
import { createObserve } from './http/observe.ts';
import { createReadinessCheck } from './http/readiness.ts';
import { createRedisCounters, createSharedCounters } from './http/shared-counters.ts';
import { createMailService } from './mail/mail-service.ts';
import { createMailOutboxStore } from './mail/outbox-store.ts';
import type { MailPolicy } from './mail/sender.ts';
import { createChatProvider, createWriter } from './model-providers.ts';

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
  metricsToken?: ApiConfig['metricsToken'];
  /** How mails are sent; without it, a key of the vault, the admin token or the secret of the guard, who makes their links, none is. */
  mail?: ApiConfig['mail'];
  /** When they are; the sender's own policy where left out. */
  mailPolicy?: MailPolicy;
  /** Whether a new account waits until its address is proven; it doesn't where left out. */
  isAddressProofRequired?: boolean;
  /** Whether administrators' routes ask for a second factor; they don't where left out. */
  isAdminFactorRequired?: boolean;
  /** How often the guard is asked for notices, in milliseconds; 5 s where left out. */
  noticeEveryMs?: number;
  /** How often the guard is asked for accounts to erase, in milliseconds; a minute where left out. */
  erasureEveryMs?: number;
  /** How often the guard is asked whether old data is to go, in milliseconds; 5 minutes where left out. */
  retentionEveryMs?: number;
  /** Where checkpoints of the access log go, besides the database; nowhere where left out. */
  checkpointFile?: ApiConfig['checkpointFile'];
  /** How often one is signed where something was written, in milliseconds; a minute where left out. */
  checkpointEveryMs?: number;
  /** Where the access log is sent; nowhere where left out. */
  auditStream?: ApiConfig['auditStream'];
  /** How often it's looked at, in milliseconds; 2 s where left out. */
  auditStreamEveryMs?: number;
  /** Where the log goes; readiness says where that can't be written. */
  logSink?: Pick<LogSink, 'problem'>;
  /** How batches are repeated; the engine's own policy where left out. */
  queuePolicy?: QueuePolicy;
};

/** What services do besides answering. */
export interface ServiceLife {
  /** Why this code must not work on the data, for the operator; undefined where it may. @throws where nobody can say */
  whyTooOld(): Promise<string | undefined>;
  /** Begins to work on what is queued, once it's known that this code may. */
  start(): void;
  /** Releases what is worked on; requests may still be under way. */
  stop(): Promise<void>;
  /** Ends every connection; for after the last request. */
  close(): Promise<void>;
}

const now = () => new Date();

/**
 * In characters of cookie jars. A full one keeps this process and Directus busy for tens of milliseconds; so one user
 * stores four of them at once, and then one in two seconds.
 */
const jarPace = { burst: 1_048_576, perSecond: 131_072 };

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
  const { urls, adminToken, previousAdminToken } = config.directus;
  const metrics = createMetrics();
  const tracing = await startTracing(config.traceEndpoint);
  const observe = createObserve(tracing);

  const directus = createDirectusConnections(urls, { metrics: metrics.directus, observe, log });
  const { connect } = directus;
  const asAdmin = (client: DirectusClient, whenUnset: ErrorCode) =>
    createAdminCall(
      client,
      adminToken,
      whenUnset,
      previousAdminToken,
      metrics.directus.adminTokenUsed,
    );
  const callTimeoutMs = 10_000;
  const checks = connect('checks');
  const readOwnAccount = () =>
    asAdmin(checks, 'users.admin_token_not_set')({ method: 'GET', path: '/users/me?fields=id' });
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

  // Whole pages of what people have.
  const maxResponseBytes = 8 * 1024 * 1024;
  const mails = connect('mail', { callTimeoutMs, connections: 4 });
  const accountCalls = connect('accounts', { callTimeoutMs, connections: 8 });

  const data = createDataVersionCheck(checks, secret);

  // The log of who used which credentials.
  const credentialsCall = asAdmin(vaulted, 'credentials.admin_token_not_set');
  const withoutGuard = createSealedRecords(credentialsCall, now);
  const hasVault =
    adminToken !== undefined && secret !== undefined && config.tokenValidation !== 'users-me';
  const sealedRecords = hasVault
    ? preferVault(
        createVaultStore({
          client: connect('credentials', {
            callTimeoutMs,
            connections: 4,
            maxResponseBytes: 16 * 1024 * 1024,
          }),
          secret: vaultSecretOf(secret),
          now,
          onBatch: metrics.vault.batchSent,
        }),
        withoutGuard,
        log,
      )
    : withoutGuard;
  const logged = {
    log: { ...createAccessReader(credentialsCall), append: sealedRecords.append },
    logsUnknownId: createUnknownIdBound(now),
    inTurn: createTurns({
      atOnce: 1,
      maxWaiting: 20,
      pace: jarPace,
      refuse: () => new AppError('rate_limit.exceeded', { retryAfterSeconds: 1 }),
    }),
    now,
  };
  // Who asks.
  const validator = createValidator(checks, config, log, { metrics: metrics.tokens, observe });
  const directusSessions = createDirectusSessions({ logins, sessions: checks, secret });
  const clientKeyring = config.vaultKeys && (await createKeyring(config.vaultKeys));
  const auth = {
    validator,
    sharedSecret: createSharedSecretCheck(config.sharedSecret),
    clients: createClientCheck({ client: checks, secret, keyring: clientKeyring }),
    clientMetrics: metrics.clients,
    logRouteRefusal: createRouteRefusalLog(logged),
    metricsToken: createSharedSecretCheck({ current: config.metricsToken, previous: undefined }),
    sessions: createSessionService({ directus: directusSessions, validator, log }),
    staleSessions: createStaleSessions({ client: checks, secret, log }),
    countRefusal: metrics.tokens.refused,
    isAdminFactorRequired: config.isAdminFactorRequired ?? false,
  };
  // Limits count in Redis where there is one.
  const sharedCounters =
    redisUrl === undefined
      ? undefined
      : await createSharedCounters({
          redis: await createRedisCounters(redisUrl),
          log,
          onChange: metrics.process.limitsShared,
        });

  const links = createAccountLinks({
    client: accountCalls,
    secret,
    countRefusal: metrics.links.refused,
  });
  const secondFactors = createSecondFactors({ client: accountCalls, secret });
  const createAccount = createAccountMaker(
    createUserAccounts(asAdmin(registrations, 'registration.not_configured')),
  );
  const profiles = createProfileStore(asAdmin(records, 'users.admin_token_not_set'));

  // Mails: kept in the outbox by whoever asks, written and sent by a sender in each process.
  const mailService = await createMailService({
    config: adminToken === undefined || secret === undefined ? undefined : config.mail,
    keys: config.vaultKeys,
    store: createMailOutboxStore(asAdmin(mails, 'mail.not_configured'), now),
    composers: {
      'password-forgot': createForgottenPasswordMail(links),
      ...createAddressMails({ links, profiles, createAccount }),
      notice: createNoticeMail({ links }),
      'account-changed': writeChangeMail,
    },
    policy: config.mailPolicy,
    metrics: metrics.mail,
    log,
    now,
  });

  const notices =
    secret === undefined || !mailService.mail.isConfigured
      ? undefined
      : createNoticeSender({
          source: createNoticeSource(accountCalls, secret),
          mail: mailService.mail,
          log,
          everyMs: config.noticeEveryMs,
        });
  // Captions: batches over Redis where there is one, else over this process's memory.
  // One server writes captions and answers in the chat, so its pause holds for both.
  const modelPause = createModelPause();
  const writeCaption = createWriteCaption(createWriter(config.captions, modelPause));
  const { queuePolicy: policy } = config;
  const engine =
    redisUrl === undefined
      ? createInProcessEngine(policy)
      : await createBullEngine({ url: redisUrl, log, policy });
  metrics.queue.watch(() => engine.counts());
  const queueCall = asAdmin(records, 'queue.admin_token_not_set');
  const library = createCaptionLibrary({
    store: createLibraryStore({
      client: connect('records', { callTimeoutMs, connections: 4, maxResponseBytes }),
      secret,
    }),
    count: metrics.library.ended,
    log,
    now,
  });
  const jobRecords = keepBatchCaptions(createJobRecords(queueCall, now), library);
  const onEnd = metrics.queue.ended;
  const jobs = { records: jobRecords, engine, log, now, onEnd };
  const captions = {
    writeCaption,
    library,
    jobs,
    jobList: createJobList(queueCall),
    jobHistory: createJobHistory(queueCall, now),
  };
  const runner = createJobRunner(jobs, {
    owners: createJobOwners(queueCall),
    writeCaption,
    modelPause,
    onWaiting: metrics.queue.waitingSince,
  });

  // Credentials: without a key of the vault only their log can be had.
  const credentials =
    config.vaultKeys === undefined
      ? credentialsWithoutKey(logged)
      : {
          ...logged,
          records: sealedRecords,
          listed: createListedRecords(credentialsCall),
          vault: await createCredentialVault(config.vaultKeys, metrics.vault),
        };

  // The chat, with what its tools may do in the caller's name.
  const chat = {
    history: createChatHistory(asAdmin(conversations, 'chat.admin_token_not_set'), now),
    assistant: createChatAssistant({ provider: createChatProvider(config.captions, modelPause) }),
    hasModel: config.captions.model !== undefined,
    modelPause,
    acquireWrite: createWriteTurns(),
    watchCaller: createCallerWatch(),
    holdSlot: createActiveStreams(),
    toolsOf: createChatTools({
      writeCaption,
      library,
      jobs,
      listConnections: (userId) => listConnections(credentials, userId),
    }),
  };

  const devices = createDevices({ client: accountCalls, secret });
  // Leaving: what is taken along, and the erasure of those who are gone.
  const pages = connect('accounts', { callTimeoutMs, connections: 2, maxResponseBytes });
  const leaving = createLeavingService({
    asks: connect('accounts', { callTimeoutMs, connections: 4 }),
    // All that belongs to an account goes in one call.
    erasures: connect('accounts', { callTimeoutMs: 5 * 60_000, connections: 1 }),
    pages,
    secret,
    devices,
    accessLog: logged.log,
    vault: config.vaultKeys === undefined ? undefined : credentials.vault,
    forgetMails: mailService.forget,
    sharedCounters,
    metrics: metrics.deletions,
    log,
    erasureEveryMs: config.erasureEveryMs,
  });
  // What has had its time.
  const pruner =
    secret === undefined
      ? undefined
      : createDataPruner({
          client: connect('records', { callTimeoutMs: 60_000, connections: 1 }),
          secret,
          onRemoved: metrics.retention.removed,
          log,
          everyMs: config.retentionEveryMs,
        });
  // What proves the access log later, and sends it elsewhere.
  const auditing =
    secret === undefined || config.vaultKeys === undefined
      ? undefined
      : {
          ask: createAskGuard(
            connect('records', { callTimeoutMs: 60_000, connections: 2, maxResponseBytes }),
            secret,
          ),
          key: checkpointKey(config.vaultKeys.current),
          log,
          now,
        };
  const checkpointer =
    auditing &&
    createCheckpointer({
      ...auditing,
      file: config.checkpointFile,
      count: metrics.audit.checkpoint,
      everyMs: config.checkpointEveryMs,
    });
  const logStream =
    auditing &&
    config.auditStream &&
    createLogStream({
      ...auditing,
      receiver: config.auditStream,
      metrics: metrics.audit,
      everyMs: config.auditStreamEveryMs,
    });
  const accounts = {
    links,
    secondFactors,
    ...leaving.deps,
    profiles,
    devices,
    validator,
    createAccount,
    mail: mailService.mail,
    countMailbox: createMailboxLimit({ sharedCounters, now: Date.now }),
    // Apart, so that nobody keeps a mail with a new password away by having others sent.
    countProofs: createMailboxLimit({ sharedCounters, now: Date.now, name: 'proofs' }),
    isProofRequired: config.isAddressProofRequired ?? false,
    proveFreshly: createFreshProof(directusSessions),
    users: createUserDirectory(asAdmin(records, 'users.admin_token_not_set'), secret),
  };

  // Servers with names: their records are sealed as credentials are.
  const serviceClients = {
    proveFreshly: accounts.proveFreshly,
    clients(by: ActingAdministrator) {
      if (clientKeyring === undefined) throw new AppError('credentials.key_not_set');
      const call = asAdmin(records, 'users.admin_token_not_set');
      return createClientManager({
        ...{ keyring: clientKeyring, now },
        call: askFor(call, by, secret),
      });
    },
  };

  let endWaiting = () => {};
  return {
    http: { metrics, tracing, sharedCounters },
    auth,
    monitoring: {
      checkReadiness: createReadinessCheck({
        client: checks,
        readOwnAccount: adminToken === undefined ? undefined : readOwnAccount,
        log: config.logSink,
        assertMayWork: data.assertMayWork,
      }),
      metrics,
    },
    whyTooOld: () => data.ask(),
    accounts,
    captions,
    credentials,
    chat,
    serviceClients,
    start: () => {
      endWaiting = data.startOnceAllowed(
        () => {
          // Without the token there are no records to go by.
          if (adminToken !== undefined) runner.start();
          mailService.start();
          notices?.start();
          leaving.eraser?.start();
          pruner?.start();
          checkpointer?.start();
          logStream?.start();
        },
        (problem) => log.error(problem),
      );
    },
    stop: async () => {
      endWaiting();
      await Promise.all([notices?.close(), leaving.eraser?.close(), pruner?.close()]);
      await Promise.all([checkpointer?.close(), logStream?.close()]);
      await Promise.all([runner.close(), mailService.close()]);
    },
    close: async () => {
      sharedCounters?.close();
      await library.close();
      await tracing?.close();
      await directus.close();
    },
  };
}

/** Traces where a collector is named; its code is loaded only then. */
async function startTracing(endpoint: string | undefined) {
  if (endpoint === undefined) return undefined;
  const { createTracing } = await import('./http/opentelemetry.ts');
  return createTracing({ endpoint });
}
