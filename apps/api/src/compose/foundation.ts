import type { DirectusClient } from '@genie-helper/directus-client';
import { createKeyring } from '@genie-helper/vault';
import type { Logger } from 'pino';
import { createAdminCall } from '../directus/admin-call.ts';
import { createDirectusConnections } from '../directus/connections.ts';
import type { ErrorCode } from '../http/errors.ts';
import { createMetrics } from '../http/metrics/metrics.ts';
import { createObserve } from '../http/observe.ts';
import { createRedisCounters, createSharedCounters } from '../http/shared-counters.ts';
import type { ServiceConfig } from './service-config.ts';

/** What all features are made from. */
export type Foundation = Awaited<ReturnType<typeof createFoundation>>;

/** How long most calls of Directus may take. */
export const callTimeoutMs = 10_000;

/** How long the check of a token may take, so that an outage is soon told as one. */
export const checkTimeoutMs = 2_000;

/** Of an answer with a whole page of what people have. */
export const maxPageBytes = 8 * 1024 * 1024;

const now = () => new Date();

/** Makes what several features share: connections, counters, and what watches them. */
export async function createFoundation(
  config: ServiceConfig,
  log: Pick<Logger, 'info' | 'warn' | 'error'>,
) {
  const { redisUrl, vaultKeys, introspectionSecret: secret } = config;
  const { urls, adminToken, previousAdminToken } = config.directus;
  const metrics = createMetrics();
  const tracing = await startTracing(config.traceEndpoint);
  const observe = createObserve(tracing);
  const directus = createDirectusConnections(urls, { metrics: metrics.directus, observe, log });
  const { connect } = directus;

  /** What is made with the admin token is for stores alone. */
  function asAdmin(client: DirectusClient, whenUnset: ErrorCode) {
    const onUsed = metrics.directus.adminTokenUsed;
    return createAdminCall(client, adminToken, whenUnset, previousAdminToken, onUsed);
  }

  return {
    config,
    log,
    now,
    metrics,
    tracing,
    observe,
    connect,
    asAdmin,
    /** Opens the guard's routes; unset: nothing that needs them is done. */
    secret,
    checks: connect('checks', { callTimeoutMs: config.checkTimeoutMs ?? checkTimeoutMs }),
    records: connect('records', { callTimeoutMs, connections: 8 }),
    /** Of the vault; without a key there's none. */
    keyring: vaultKeys && (await createKeyring(vaultKeys)),
    // Limits count in Redis where there is one.
    sharedCounters:
      redisUrl === undefined
        ? undefined
        : await createSharedCounters({
            redis: await createRedisCounters(redisUrl),
            log,
            onChange: metrics.process.limitsShared,
          }),
    /** Ends every connection to Directus. */
    disconnect: () => directus.close(),
  };
}

/** Traces where a collector is named; its code is loaded only then. */
async function startTracing(endpoint: string | undefined) {
  if (endpoint === undefined) return undefined;
  const { createTracing } = await import('../http/opentelemetry.ts');
  return createTracing({ endpoint });
}
