import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import Type from 'typebox';
import { AppError } from '../http/errors.ts';

const anyFile = { schema: Type.Unsafe<unknown>({ type: 'string' }) };

/**
 * `GET /`: the console's page; `GET /assets/:file`: what it is made of. The addresses of its other pages are answered
 * where no route is found, with the same page.
 */
export function browseConsoleRoutes(): FastifyPluginAsyncTypebox {
  return async (app) => {
    app.get(
      '/',
      {
        config: { guard: 'public', limit: 'default', errors: ['console.not_built'] },
        schema: {
          operationId: 'browseConsole',
          tags: ['Console'],
          summary: 'The console',
          description:
            'A page for people. It is answered at the addresses of its parts too, such as /captions, where HTML is asked for.',
          response: {
            200: {
              description: 'The page.',
              content: { 'text/html': { schema: Type.String(), example: '<!doctype html>…' } },
            },
          },
        },
      },
      async (_request, reply) => {
        const sent = await app.sendConsole(reply);
        if (sent === undefined) throw new AppError('console.not_built');
        return sent;
      },
    );

    app.get(
      '/assets/:file',
      {
        config: { guard: 'public', limit: 'none', errors: ['rate_limit.exceeded'] },
        // A file is what its name says for ever, so there is nothing to compare before it is sent.
        onRequest: async ({ raw }) => {
          delete raw.headers['if-match'];
          delete raw.headers['if-unmodified-since'];
        },
        schema: {
          operationId: 'getConsoleAsset',
          tags: ['Console'],
          summary: 'A script, style or picture of the console',
          description: 'Its name changes with its content, so it may be kept for ever.',
          params: Type.Object({
            file: Type.String({
              description: 'As the page names it.',
              examples: ['index-a1b2c3.js'],
            }),
          }),
          response: {
            200: {
              description: 'The file.',
              content: {
                'application/javascript': { ...anyFile, example: 'export {};' },
                'text/css': { ...anyFile, example: 'body{margin:0}' },
                'image/svg+xml': { ...anyFile, example: '<svg/>' },
                'application/octet-stream': { ...anyFile, example: '…' },
              },
            },
          },
        },
      },
      async (request, reply) => {
        const { assetsDir, hasAsset } = app.consoleFiles;
        const { file } = request.params;
        if (assetsDir === undefined || !(await hasAsset(file))) {
          // Only what is there is free.
          await app.countRequest(request, reply, 'default', 'address');
          throw new AppError('route.not_found');
        }
        return reply.sendFile(file, assetsDir, {
          acceptRanges: false,
          etag: false,
          lastModified: false,
          maxAge: '365d',
          immutable: true,
        });
      },
    );
  };
}
