import fastifyStatic from '@fastify/static';
import type { FastifyPluginAsync } from 'fastify';
import Type from 'typebox';
import { AppError } from '../http/errors.ts';
import { feature, rawOperation } from '../http/operation.ts';
import { contentAnswer } from '../http/schemas.ts';
import { type ConsolePages, createConsolePages } from './console-pages.ts';

export { createConsolePages };

/** Serves the console. The addresses of its other pages are answered where no route is found, with the same page. */
export function consoleSite(pages: ConsolePages): FastifyPluginAsync {
  return async (app) => {
    await app.register(fastifyStatic, { serve: false, preCompressed: true });
    await app.register(operations(pages));
  };
}

/** `GET /`: the console's page. */
const browseConsole = rawOperation({
  path: 'GET /',
  operationId: 'browseConsole',
  guard: 'public',
  limit: 'default',
  errors: ['console.not_built'],
  tag: 'Console',
  summary: 'The console',
  description:
    'A page for people. It is answered at the addresses of its parts too, such as /captions, where HTML is asked for.',
  answer: contentAnswer('The page.', {
    'text/html': { schema: Type.String(), example: '<!doctype html>…' },
  }),
  async send({ reply }, pages: Pick<ConsolePages, 'send'>) {
    if (!(await pages.send(reply))) throw new AppError('console.not_built');
    return reply;
  },
});

const anyFile = { schema: Type.Unsafe<unknown>({ type: 'string' }) };

/** `GET /assets/:file`: what the page is made of. */
const getConsoleAsset = rawOperation({
  path: 'GET /assets/:file',
  operationId: 'getConsoleAsset',
  guard: 'public',
  limit: 'none',
  errors: ['rate_limit.exceeded'],
  tag: 'Console',
  summary: 'A script, style or picture of the console',
  description: 'Its name changes with its content, so it may be kept for ever.',
  // A file is what its name says for ever, so there is nothing to compare before it is sent.
  onRequest: async ({ raw }) => {
    delete raw.headers['if-match'];
    delete raw.headers['if-unmodified-since'];
  },
  params: Type.Object({
    file: Type.String({ description: 'As the page names it.', examples: ['index-a1b2c3.js'] }),
  }),
  answer: contentAnswer('The file.', {
    'application/javascript': { ...anyFile, example: 'export {};' },
    'text/css': { ...anyFile, example: 'body{margin:0}' },
    'image/svg+xml': { ...anyFile, example: '<svg/>' },
    'application/octet-stream': { ...anyFile, example: '…' },
  }),
  async send({ params, reply }, pages: Pick<ConsolePages, 'assetsDir' | 'hasAsset'>) {
    const { assetsDir, hasAsset } = pages;
    if (assetsDir === undefined || !(await hasAsset(params.file))) {
      // Only what is there is free.
      await reply.server.countRequest(reply.request, reply, 'default', 'address');
      throw new AppError('route.not_found');
    }
    return reply.sendFile(params.file, assetsDir, {
      acceptRanges: false,
      etag: false,
      lastModified: false,
      maxAge: '365d',
      immutable: true,
    });
  },
});

const operations = feature<ConsolePages>([browseConsole, getConsoleAsset]);
