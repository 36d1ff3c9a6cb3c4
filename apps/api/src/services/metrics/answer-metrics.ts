import { Counter, Histogram, type Registry } from 'prom-client';

/** Answers of this server. */
export interface AnswerMetrics {
  /** @param operation the operation id of the route, or `unmatched` */
  answered(operation: string, status: number, seconds: number): void;
  /** @param code of the error table */
  refused(operation: string, code: string): void;
}

export function createAnswerMetrics(registry: Registry): AnswerMetrics {
  const registers = [registry];
  const seconds = new Histogram({
    name: 'genie_http_request_seconds',
    help: 'How long a request took, from its head to the end of its answer; by operation and class of status.',
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
  return {
    answered: (operation, status, took) =>
      seconds.observe({ operation, status: `${Math.trunc(status / 100)}xx` }, took),
    refused: (operation, code) => refusals.inc({ operation, code }),
  };
}
