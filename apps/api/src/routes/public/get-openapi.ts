import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import Type from 'typebox';

/** `GET /openapi.json`: what this server takes and answers, as OpenAPI 3.1; the same as `docs/openapi.json`. */
export function getOpenApiRoute(): FastifyPluginAsyncTypebox {
  return async (app) => {
    let text: string | undefined;
    app.get(
      '/openapi.json',
      {
        config: { guard: 'public', limit: 'default', errors: [] },
        schema: {
          operationId: 'getOpenApi',
          tags: ['Documentation'],
          summary: 'This document',
          description: 'Made from the routes of the server that answers.',
          response: {
            200: Type.Unsafe<string>({
              type: 'object',
              additionalProperties: true,
              description: 'An OpenAPI 3.1 document.',
              examples: [{ openapi: '3.1.0' }],
            }),
          },
        },
      },
      async (_request, reply) => {
        text ??= JSON.stringify(app.describeApi());
        return reply.type('application/json; charset=utf-8').send(text);
      },
    );
  };
}
