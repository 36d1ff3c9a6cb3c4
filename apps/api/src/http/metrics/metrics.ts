/**
 * What the server counts of itself, for Prometheus.
 *
 * Guarantees: a label holds a word of a fixed list, an operation id, an error code, a key's id or the name of a service
 * client; never a token, an address, an e-mail or anybody's id. Whatever a client sends adds no series.
 */

import fp from 'fastify-plugin';
import { Counter, collectDefaultMetrics, Histogram, Registry } from 'prom-client';
import type { EarlyRefusal } from '../admission.ts';
import type { ErrorCode } from '../errors.ts';
import { isFailureOfLeaving, isLost } from '../lost-answers.ts';
import { createDeletionMetrics, createLinkMetrics } from './account-metrics.ts';
import { createClientMetrics } from './client-metrics.ts';
import { createDirectusMetrics } from './directus-metrics.ts';
import { createProcessMetrics } from './process-metrics.ts';
import { rememberLabels } from './remember-labels.ts';
import { createTokenMetrics } from './token-metrics.ts';
import {
  createAuditMetrics,
  createLibraryMetrics,
  createMailMetrics,
  createQueueMetrics,
  createRetentionMetrics,
  createVaultMetrics,
} from './work-metrics.ts';

/** The counters, a group a subject. */
export type Metrics = ReturnType<typeof createMetrics>;

/** Metrics of one server; a process with two has two. */
export function createMetrics() {
  const registry = new Registry();
  return {
    tokens: createTokenMetrics(registry),
    directus: createDirectusMetrics(registry),
    vault: createVaultMetrics(registry),
    queue: createQueueMetrics(registry),
    library: createLibraryMetrics(registry),
    links: createLinkMetrics(registry),
    clients: createClientMetrics(registry),
    mail: createMailMetrics(registry),
    deletions: createDeletionMetrics(registry),
    retention: createRetentionMetrics(registry),
    audit: createAuditMetrics(registry),
    answers: createAnswerMetrics(registry),
    process: createProcessMetrics(registry),
    /** Adds memory, processor, event loop and garbage collection of this process; once a process. */
    // In ms. Every ten, as by default, is most of what an API does that nobody uses.
    watchProcess: () =>
      collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: 20 }),
    /** Everything, as Prometheus reads it, and the media type of that. */
    render: async () => ({
      text: await registry.metrics(),
      contentType: registry.contentType,
    }),
  };
}

/** Counts each answer by its route's operation id, and each error by its code. */
export const measurements = fp<{ metrics: Pick<Metrics, 'answers'> }>(
  async (app, { metrics }) => {
    const operations = new Set(['unmatched']);
    app.addHook('onRoute', ({ schema }) => {
      if (schema?.operationId !== undefined) operations.add(schema.operationId);
    });
    app.addHook('onListen', async () => operations.forEach(metrics.answers.watch));
    app.addHook('onResponse', (request, reply, done) => {
      const operation = request.routeOptions.schema?.operationId ?? 'unmatched';
      const { statusCode, errorCode, elapsedTime } = reply;
      const outcome = isLost(reply) ? 'lost' : `${Math.trunc(statusCode / 100)}xx`;
      metrics.answers.answered(operation, outcome, elapsedTime / 1_000);
      if (errorCode !== null && !isFailureOfLeaving(statusCode, request)) {
        metrics.answers.refused(operation, errorCode);
      }
      if (request.earlyRefusal) metrics.answers.refusedEarly(request.earlyRefusal);
      done();
    });
  },
  { name: 'measurements', dependencies: ['error-answers'] },
);

/** Errors that an alert counts. */
const alertedCodes = ['server.internal', 'server.overloaded', 'auth.invalid_secret'] as const;

/** Answers of this server. */
function createAnswerMetrics(registry: Registry) {
  const registers = [registry];
  const seconds = new Histogram({
    name: 'genie_http_request_seconds',
    help: 'How long a request took, from its head to the end of its answer; by operation and class of status, `lost` where its client had gone.',
    labelNames: ['operation', 'status'],
    buckets: [0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
    registers,
  });
  const refusals = new Counter({
    name: 'genie_refusals_total',
    help: 'Requests that were answered with an error, by its code.',
    labelNames: ['operation', 'code'],
    registers,
  });
  const early = new Counter({
    name: 'genie_early_refusals_total',
    help: 'Requests that were refused as an overload before anything was done for them, by the kind of work and the reason.',
    labelNames: ['work', 'reason'],
    registers,
  });
  const secondsOf = rememberLabels(seconds);
  const refusalsOf = rememberLabels(refusals);
  const earlyOf = rememberLabels(early);
  return {
    /** From zero, so that the first errors of a route aren't lost to a rate. */
    watch(operation: string): void {
      for (const code of alertedCodes) refusals.inc({ operation, code }, 0);
    },
    /**
     * @param operation the operation id of the route, or `unmatched`
     * @param status its class, such as `2xx`, or `lost`
     */
    answered(operation: string, status: string, took: number): void {
      secondsOf(operation, status).observe(took);
    },
    refused: (operation: string, code: ErrorCode) => refusalsOf(operation, code).inc(),
    refusedEarly: ({ work, reason }: Pick<EarlyRefusal, 'work' | 'reason'>) =>
      earlyOf(work, reason).inc(),
  };
}
