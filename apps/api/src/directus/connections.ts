import {
  createDirectusClient,
  createUpstreams,
  type DirectusClient,
  type DirectusClientOptions,
} from '@genie-helper/directus-client';
import type { Logger } from 'pino';
import type { DirectusMetrics, DirectusPurpose } from '../http/metrics/directus-metrics.ts';
import type { Observe } from '../http/observe.ts';
import { observeClient } from './observed-client.ts';

/** Every connection to Directus, a client a purpose. */
export type DirectusConnections = ReturnType<typeof createDirectusConnections>;

/**
 * Spreads calls over the Directus of an installation. Each purpose has connections of its own, so that no crowd of one kind
 * keeps another waiting.
 *
 * @param urls where each Directus answers; they share a database
 */
export function createDirectusConnections(
  urls: readonly string[],
  {
    metrics,
    observe,
    log,
  }: { metrics: DirectusMetrics; observe: Observe; log: Pick<Logger, 'info' | 'warn'> },
) {
  const upstreams = createUpstreams({
    urls,
    onChange: ({ url, isUsable, reason }) => {
      metrics.usable(url, isUsable);
      if (isUsable) log.info(`Directus at ${url} answers again and is asked again`);
      else log.warn(`Directus at ${url} is left out: ${reason}`);
    },
  });
  for (const url of urls) metrics.usable(url, true);
  const clients: DirectusClient[] = [];
  return {
    connect(
      purpose: DirectusPurpose,
      options: Omit<DirectusClientOptions, 'url'> = {},
    ): DirectusClient {
      const client = createDirectusClient({ url: upstreams, ...options });
      clients.push(client);
      return observeClient(client, purpose, { observe, metrics });
    },
    /** Ends all of them; for after the last request. */
    async close(): Promise<void> {
      await Promise.all([upstreams, ...clients].map((client) => client.close()));
    },
  };
}
