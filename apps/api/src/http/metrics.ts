/**
 * What the server counts of itself, for Prometheus.
 *
 * Guarantees: a label holds a word of a fixed list, an operation id, an error code or a key's id; never a token, an
 * address, an e-mail or anybody's id. Whatever a client sends adds no series.
 */
import { collectDefaultMetrics, Registry } from 'prom-client';
import { type AnswerMetrics, createAnswerMetrics } from '../services/metrics/answer-metrics.ts';
import {
  createDirectusMetrics,
  type DirectusMetrics,
} from '../services/metrics/directus-metrics.ts';
import { createQueueMetrics, type QueueMetrics } from '../services/metrics/queue-metrics.ts';
import { createTokenMetrics, type TokenMetrics } from '../services/metrics/token-metrics.ts';
import { createVaultMetrics, type VaultMetrics } from '../services/metrics/vault-metrics.ts';

/** The counters, a group a subject. */
export interface Metrics {
  tokens: TokenMetrics;
  directus: DirectusMetrics;
  vault: VaultMetrics;
  queue: QueueMetrics;
  answers: AnswerMetrics;
  /** Adds memory, processor, event loop and garbage collection of this process; once a process. */
  watchProcess(): void;
  /** Everything, as Prometheus reads it, and the media type of that. */
  render(): Promise<{ text: string; contentType: string }>;
}

/** Metrics of one server; a process with two has two. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  return {
    tokens: createTokenMetrics(registry),
    directus: createDirectusMetrics(registry),
    vault: createVaultMetrics(registry),
    queue: createQueueMetrics(registry),
    answers: createAnswerMetrics(registry),
    watchProcess: () => collectDefaultMetrics({ register: registry }),
    render: async () => ({
      text: await registry.metrics(),
      contentType: registry.contentType,
    }),
  };
}
