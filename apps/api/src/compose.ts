import type { AppServices } from './app.ts';
import { createValidator } from './auth/create-validator.ts';
import { createSharedSecretCheck } from './auth/shared-secret.ts';
import { createCaptionService } from './captions/write-caption.ts';
import { createChat } from './compose/create-chat.ts';
import { createCounters } from './compose/create-counters.ts';
import { createJobs } from './compose/create-jobs.ts';
import { createWriter } from './compose/create-models.ts';
import { createOverviews } from './compose/create-overviews.ts';
import { createSessions } from './compose/create-sessions.ts';
import type { ServiceConfig, ServiceLog } from './compose/service-config.ts';
import { startTracing } from './compose/start-tracing.ts';
import { createCredentials } from './credentials/create-credentials.ts';
import { createAdminCall } from './directus/admin-call.ts';
import {
  createDirectusClient,
  type DirectusClient,
  type DirectusClientOptions,
} from './directus/directus-client.ts';
import { measureClient } from './directus/observed-client.ts';
import { createMetrics } from './http/metrics.ts';
import { createUserAccounts } from './services/directus/admin/user-accounts.ts';
import { createReadiness } from './services/directus/readiness.ts';
import { traceClient } from './services/directus/trace-client.ts';
import type { DirectusPurpose } from './services/metrics/directus-metrics.ts';
import { createCommonPasswordCheck } from './services/registration/common-passwords.ts';
import { createRegistrationService } from './services/registration/register-user.ts';

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
  const registrar = connect('registration', { callTimeoutMs, connections: 4 });
  const doorman = connect('logins', { callTimeoutMs, connections: 8 });
  const archivist = connect('credentials', { callTimeoutMs, connections: 16 });
  const clerk = connect('records', { callTimeoutMs, connections: 8 });
  const secretary = connect('chat', {
    callTimeoutMs,
    connections: 16,
    // The end of a conversation: 40 messages of 24,000 characters.
    maxResponseBytes: 8 * 1024 * 1024,
  });
  const { adminToken } = config.directus;
  const captions = createCaptionService(createWriter(config.captions));
  const jobs = await createJobs(clerk, captions, config, log, metrics.queue);
  const credentials = await createCredentials(archivist, config, metrics.vault);
  const sharedCounters = await createCounters(config, log);
  const validator = createValidator(directus, config, log, { metrics: metrics.tokens, tracing });
  return {
    validator,
    sessions: createSessions({ logins: doorman, sessions: directus }, validator, config, log),
    sharedSecret: createSharedSecretCheck(config.sharedSecret),
    ...credentials,
    registration: createRegistrationService({
      admin: createUserAccounts(
        createAdminCall(registrar, adminToken, 'registration.not_configured'),
      ),
      isCommonPassword: createCommonPasswordCheck(),
    }),
    captions,
    jobs,
    ...createOverviews(clerk, config),
    chat: createChat(secretary, { ...credentials, captions, jobs }, config),
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
        [directus, registrar, doorman, archivist, clerk, secretary].map((client) => client.close()),
      );
    },
  };
}
