import swagger from '@fastify/swagger';
import type { FastifySchema, RouteOptions } from 'fastify';
import fp from 'fastify-plugin';
import Type from 'typebox';
import packageJson from '../../../package.json' with { type: 'json' };
import { rawOperation } from '../operation.ts';
import type { GuardName } from '../route-contract.ts';
import { completeDocument, type OpenApiDocument } from './complete-document.ts';

declare module 'fastify' {
  interface FastifyInstance {
    /** The OpenAPI 3.1 document of the routes, made on the first call; only once the app is ready. */
    describeApi(): OpenApiDocument;
    /** The same as JSON. */
    openApiText(): string;
  }
}

const user = [{ bearer: [] }, { session: [] }];

const security: Record<GuardName, { [scheme in keyof typeof securitySchemes]?: string[] }[]> = {
  public: [],
  user,
  admin: user,
  session: [{ session: [] }],
  server: [{ sharedSecret: [] }],
  operator: [{}, { metricsToken: [] }, { sharedSecret: [] }],
};

/** The ways to prove who one is, as the document names them. */
const securitySchemes = {
  bearer: {
    type: 'http',
    scheme: 'bearer',
    description:
      'An access token from POST /auth/login at Directus, or a static token of a user there.',
  },
  metricsToken: {
    type: 'http',
    scheme: 'bearer',
    description: 'The value of METRICS_TOKEN, for what watches this installation.',
  },
  sharedSecret: {
    type: 'apiKey',
    in: 'header',
    name: 'X-RBAC-SYNC-SECRET',
    description:
      'The secret that the servers of this installation share. No token of a user opens these routes.',
  },
  session: {
    type: 'apiKey',
    in: 'cookie',
    name: '__Host-genie_session',
    description:
      'The cookie of POST /api/session; without HTTPS its name is genie_session. Counts where there is no Authorization header. What changes something needs an Origin of this server.',
  },
} as const;

const description = `Authentication, captions and a credential vault for creator tools, beside a Directus 11 that keeps
users and data. Clients log in, refresh and log out at Directus itself.

**Answers** are JSON in UTF-8 and are never cached. Each has an \`x-request-id\`: the caller's, if it is 1 to 128 of
\`[A-Za-z0-9._-]\`, else a new one.

**Errors** have one form, the schema \`Error\`. Go by \`code\`; \`error\` is a sentence for people. The codes that
an operation may answer with stand beside each of its statuses.

**Before any operation** a request can be refused because of its address, method or form: 404 \`route.not_found\`, 405
\`route.method_not_allowed\` with \`Allow\`, 400 \`request.malformed\`, 408 \`request.timeout\`, 417
\`request.expectation_failed\`, 431 \`request.headers_too_large\`. \`x-answers-without-operation\` holds these answers.

**Order**: who asks is checked first, then the limit, then the body. \`HEAD\` works wherever \`GET\` does.`;

/** What the document says besides the operations. It names no server but the one that it came from. */
const documentHead = {
  openapi: '3.1.0',
  info: {
    title: 'Genie Helper API',
    version: packageJson.version,
    description,
    license: licenceOf(packageJson.license),
  },
  servers: [{ url: '/', description: 'Where this document came from.' }],
  tags: [
    { name: 'Accounts', description: 'Making an account, and who one is.' },
    { name: 'Session', description: "A browser's session, kept in a cookie." },
    { name: 'Captions', description: "Captions that keep their platform's rules." },
    { name: 'Queue', description: 'How batches of captions are getting on.' },
    { name: 'Chat', description: 'The assistant, which has the rights of whoever asks it.' },
    { name: 'Credentials', description: "A user's own credentials, and the log of their use." },
    {
      name: 'Credentials for servers',
      description: 'What servers may do, with the shared secret or one of their own.',
    },
    { name: 'Users', description: 'Everybody with an account, for administrators.' },
    { name: 'Servers', description: 'Servers with names, for administrators.' },
    { name: 'Console', description: 'Pages for people.' },
    { name: 'Health', description: 'For whoever runs this server.' },
    { name: 'Documentation', description: 'This document.' },
  ],
  components: { securitySchemes },
};

/** Reads the routes registered after it, and decorates the app with `describeApi`. */
export const openapi = fp(
  async (app) => {
    const routes = new Map<string, RouteOptions>();
    app.addHook('onRoute', (route) => {
      const { operationId } = route.schema ?? {};
      if (operationId !== undefined && route.method !== 'HEAD') routes.set(operationId, route);
    });
    await app.register(swagger, {
      openapi: documentHead,
      convertConstToEnum: false,
      transform: ({ schema, url, route }) => ({ schema: withoutErrors(schema, route), url }),
    });
    let document: OpenApiDocument | undefined;
    app.decorate('describeApi', () => {
      document ??= completeDocument(app.swagger(), routes);
      return document;
    });
    let text: string | undefined;
    app.decorate('openApiText', () => {
      text ??= JSON.stringify(app.describeApi());
      return text;
    });
  },
  { name: 'openapi', dependencies: ['route-errors'] },
);

/** Errors are described from their codes; their schemas here would say less. */
function withoutErrors(schema: FastifySchema, { config }: RouteOptions): FastifySchema {
  const answers = Object.entries((schema.response ?? {}) as Record<string, unknown>);
  return {
    ...schema,
    security: security[config?.guard ?? 'public'],
    response: Object.fromEntries(answers.filter(([status]) => Number(status) < 400)),
  };
}

/** `GET /openapi.json`: what this server takes and answers, as OpenAPI 3.1; the same as `docs/openapi.json`. */
export const getOpenApi = rawOperation({
  path: 'GET /openapi.json',
  operationId: 'getOpenApi',
  guard: 'public',
  limit: 'default',
  errors: [],
  tag: 'Documentation',
  summary: 'This document',
  description: 'Made from the routes of the server that answers.',
  answer: Type.Unsafe<string>({
    type: 'object',
    additionalProperties: true,
    description: 'An OpenAPI 3.1 document.',
    examples: [{ openapi: '3.1.0' }],
  }),
  send: ({ reply }) =>
    reply.type('application/json; charset=utf-8').send(reply.server.openApiText()),
});

/** By SPDX; what nobody may use has no name there. */
function licenceOf(id: string): { name: string; identifier: string } {
  return id === 'UNLICENSED'
    ? { name: 'Not licensed for use by others', identifier: 'LicenseRef-UNLICENSED' }
    : { name: id, identifier: id };
}
