import Type from 'typebox';
import packageJson from '../../package.json' with { type: 'json' };
import type { Metrics } from './metrics/metrics.ts';
import { operation, rawOperation } from './operation.ts';
import type { CheckReadiness } from './readiness.ts';
import { contentAnswer, okAnswer } from './schemas.ts';

/** `GET /healthz`: this process is alive, and of which version. */
export const getHealth = operation({
  path: 'GET /healthz',
  operationId: 'getHealth',
  guard: 'public',
  limit: 'none',
  errors: [],
  tag: 'Health',
  summary: 'Whether the process is alive, and its version',
  description: 'Asks nothing of anyone else.',
  answer: okAnswer(
    'It is alive.',
    { version: Type.String({ description: 'Of Genie Helper, as Semantic Versioning has it.' }) },
    { version: packageJson.version },
  ),
  run: () => ({ ok: true, version: packageJson.version }),
});

/** `GET /readyz`: it can reach Directus, Directus can write its database, and nothing else is missing. */
export const getReadiness = operation({
  path: 'GET /readyz',
  operationId: 'getReadiness',
  guard: 'public',
  limit: 'none',
  errors: [
    'directus.unavailable',
    'directus.database_unwritable',
    'directus.admin_token_refused',
    'server.clock_wrong',
    'server.log_unwritable',
    'server.closing',
  ],
  tag: 'Health',
  summary: 'Whether requests can be served',
  description:
    'Asks Directus whether its database can be written, what time it is there, and whether it knows the admin token. The code of a 503 says what is missing. 503 as well while this process is about to stop.',
  answer: okAnswer('All that is needed is there.', {}, {}),
  async run(_call, { checkReadiness }: { checkReadiness: CheckReadiness }) {
    await checkReadiness();
    return { ok: true };
  },
});

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
