import { type DirectusClient, isRecord } from '@genie-helper/directus-client';
import Type from 'typebox';
import { coalesceNextCall } from '../directus/coalesced-calls.ts';
import { directusUnavailable } from './errors.ts';
import type { Metrics } from './metrics.ts';
import { operation, rawOperation } from './operation.ts';
import { contentAnswer, okAnswer } from './schemas.ts';

/** `GET /healthz`: this process is alive. */
export const getHealth = operation({
  path: 'GET /healthz',
  operationId: 'getHealth',
  guard: 'public',
  limit: 'none',
  errors: [],
  tag: 'Health',
  summary: 'Whether the process is alive',
  description: 'Asks nothing of anyone else.',
  answer: okAnswer('It is alive.', {}, {}),
  run: () => ({ ok: true }),
});

/** `GET /readyz`: it can reach Directus, and Directus its database. */
export const getReadiness = operation({
  path: 'GET /readyz',
  operationId: 'getReadiness',
  guard: 'public',
  limit: 'none',
  errors: ['directus.unavailable'],
  tag: 'Health',
  summary: 'Whether requests can be served',
  description: 'Asks Directus, which reads its database.',
  answer: okAnswer('Directus answers.', {}, {}),
  async run(_call, { checkReadiness }: { checkReadiness: CheckReadiness }) {
    await checkReadiness();
    return { ok: true };
  },
});

/** Resolves where requests can be served. @throws AppError `directus.unavailable` */
export type CheckReadiness = () => Promise<void>;

/**
 * Asks Directus's settings, which it reads from its database: its ping answers even where that is gone.
 * Callers at the same time share the next question, so a crowd of probes costs Directus one at a time.
 *
 * @param client the connection to Directus
 */
export function createReadinessCheck(client: Pick<DirectusClient, 'call'>): CheckReadiness {
  const ask = coalesceNextCall<void>({
    deadlineMs: 2_500,
    maxWaiting: 1_000,
    giveUp: (reason) => directusUnavailable(`readiness: ${reason}`),
    call: async () => {
      const answer = await client.call({ method: 'GET', path: '/server/info' });
      if (!answer.ok || !isRecord(answer.data)) {
        throw directusUnavailable(`readiness: ${answer.status}`);
      }
    },
  });
  return () => ask('ready');
}

const example = `# HELP genie_token_checks_total Checks of tokens, by the way of checking and what came of it.
# TYPE genie_token_checks_total counter
genie_token_checks_total{validator="introspect",outcome="vouched"} 1027
`;

/** `GET /metrics`: what this process has counted, for Prometheus. It asks nothing of Directus. */
export const getMetrics = rawOperation({
  path: 'GET /metrics',
  operationId: 'getMetrics',
  guard: 'operator',
  limit: 'none',
  errors: [],
  tag: 'Health',
  summary: 'Counts and times of this process',
  description:
    'In the text format of Prometheus. Programs on the same machine need no secret; a request that came through a proxy does.',
  answer: contentAnswer('Everything counted since the process began.', {
    'text/plain': { schema: Type.String(), example },
  }),
  async send({ reply }, { metrics }: { metrics: Pick<Metrics, 'render'> }) {
    const { text, contentType } = await metrics.render();
    return reply.type(contentType).send(text);
  },
});
