import Type from 'typebox';
import { buildApp } from '../../../apps/api/src/app.ts';
import { compose } from '../../../apps/api/src/compose.ts';
import { gatherLines } from '../../../apps/api/src/http/gather-lines.ts';
import { createLogSink } from '../../../apps/api/src/http/log-sink.ts';
import { createLogger } from '../../../apps/api/src/http/logging.ts';
import { operation } from '../../../apps/api/src/http/operation.ts';

/** The product's server with one route more, guarded as TOKEN_VALIDATION says, or not at all for `none`. */
const { DIRECTUS_URL = '', SERVER_PORT, TOKEN_VALIDATION, INTROSPECTION_SECRET } = process.env;
const logger = createLogger('info', gatherLines(createLogSink()));
const services = await compose(
  {
    directus: { urls: [DIRECTUS_URL], adminToken: undefined, previousAdminToken: undefined },
    tokenValidation: TOKEN_VALIDATION === 'introspect' ? 'introspect' : 'users-me',
    introspectionSecret: INTROSPECTION_SECRET,
    sharedSecret: { current: undefined, previous: undefined },
    vaultKeys: undefined,
    redisUrl: undefined,
    traceEndpoint: undefined,
    captions: { timeoutMs: 1_000, model: undefined },
  },
  logger,
);
const app = await buildApp(services, { logger, rateLimitMax: 0 });
const isGuarded = TOKEN_VALIDATION !== 'none';
const whoami = operation({
  path: 'GET /whoami',
  operationId: 'whoami',
  guard: isGuarded ? 'user' : 'public',
  limit: 'default',
  errors: [],
  tag: 'Accounts',
  summary: 'Who asks',
  description: 'For the bench.',
  answer: Type.Object({ ok: Type.Boolean(), userId: Type.String() }),
  run: ({ principal }) => ({ ok: true, userId: principal?.user.userId ?? 'nobody' }),
});
whoami.addTo(app, undefined);
await app.listen({ host: '127.0.0.1', port: Number(SERVER_PORT) });
process.once('SIGTERM', () => process.exit(0));
process.once('disconnect', () => process.exit(0));
