import { Counter, type Registry } from 'prom-client';
import { rememberLabels } from './remember-labels.ts';

const outcomes = ['admitted', 'not_allowed', 'refused'] as const;

/** Requests of servers, by the service client that was named with its secret. */
export type ClientMetrics = ReturnType<typeof createClientMetrics>;

export function createClientMetrics(registry: Registry) {
  const requests = new Counter({
    name: 'genie_service_client_requests_total',
    help: 'Requests of servers, by service client (default: the shared secret) and what came of them: admitted, not_allowed (403) or refused (401).',
    labelNames: ['client', 'outcome'],
    registers: [registry],
  });
  for (const outcome of outcomes) requests.inc({ client: 'default', outcome }, 0);
  const requestsOf = rememberLabels(requests);
  return {
    /** @param client the name in a record that the vault sealed, so there are as many series as clients */
    answered: (client: string, outcome: (typeof outcomes)[number]) =>
      requestsOf(client, outcome).inc(),
  };
}
