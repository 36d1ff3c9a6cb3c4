import { randomBytes } from 'node:crypto';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import Type from 'typebox';
import { createReference, type Reference, referencePolicy } from '../../http/openapi/reference.ts';

/**
 * `GET /reference`: the OpenAPI document to browse; `GET /reference/scalar.js`: the script that shows it. Nothing is
 * loaded from elsewhere. The page's parts are loaded into memory by the first request.
 */
export function browseReferenceRoutes(): FastifyPluginAsyncTypebox {
  return async (app) => {
    let loading: Promise<Reference> | undefined;
    const load = () => {
      loading ??= createReference().catch((error: unknown) => {
        loading = undefined;
        throw error;
      });
      return loading;
    };

    app.get(
      '/reference',
      {
        config: { guard: 'public', limit: 'default', errors: [] },
        schema: {
          operationId: 'browseReference',
          tags: ['Documentation'],
          summary: 'This document, to browse',
          description: 'A page that loads nothing from elsewhere.',
          response: {
            200: {
              description: 'The page.',
              content: { 'text/html': { schema: Type.String(), example: '<!doctype html>…' } },
            },
          },
        },
      },
      async (_request, reply) => {
        const { pageFor } = await load();
        const nonce = randomBytes(16).toString('base64url');
        return reply
          .header('content-security-policy', referencePolicy(nonce))
          .type('text/html; charset=utf-8')
          .send(pageFor(nonce));
      },
    );

    app.get(
      '/reference/scalar.js',
      {
        config: { guard: 'public', limit: 'default', errors: [] },
        schema: {
          operationId: 'getReferenceScript',
          tags: ['Documentation'],
          summary: 'The script of the reference',
          description: 'Scalar, as it was published.',
          response: {
            200: {
              description: 'The script.',
              content: {
                'text/javascript': {
                  schema: Type.Unsafe<Buffer>({ type: 'string' }),
                  example: '(function () {…})()',
                },
              },
            },
          },
        },
      },
      async (_request, reply) =>
        reply.type('text/javascript; charset=utf-8').send((await load()).script),
    );
  };
}
