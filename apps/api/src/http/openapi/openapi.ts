import swagger from '@fastify/swagger';
import type { FastifySchema, RouteOptions } from 'fastify';
import fp from 'fastify-plugin';
import { documentHead } from '../../plugins/openapi/document-head.ts';
import { securityOf } from '../../plugins/openapi/security-of.ts';
import { completeDocument, type OpenApiDocument } from './complete-document.ts';

declare module 'fastify' {
  interface FastifyInstance {
    /** The OpenAPI 3.1 document of the routes, made on the first call; only once the app is ready. */
    describeApi(): OpenApiDocument;
  }
}

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
  },
  { name: 'openapi', dependencies: ['route-errors'] },
);

/** Errors are described from their codes; their schemas here would say less. */
function withoutErrors(schema: FastifySchema, { config }: RouteOptions): FastifySchema {
  const answers = Object.entries((schema.response ?? {}) as Record<string, unknown>);
  return {
    ...schema,
    security: securityOf(config?.guard ?? 'public'),
    response: Object.fromEntries(answers.filter(([status]) => Number(status) < 400)),
  };
}
