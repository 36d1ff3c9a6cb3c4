import type { FastifyReply, FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';
import { AppError } from '../errors/app-error.ts';
import { answerError } from '../http/error-answers.ts';

/**
 * 404 where there's nothing; 405 with `Allow` where there is something that takes other methods. People who ask for a
 * page get the console's. Answered before the body is read, so that no body keeps a request from being counted.
 */
export const unmatchedRoutes = fp(
  async (app) => {
    const methodsByUrl = new Map<string, Set<string>>();
    app.addHook('onRoute', ({ method, url }) => {
      const methods = methodsByUrl.get(url) ?? new Set<string>();
      for (const name of [method].flat()) methods.add(name);
      methodsByUrl.set(url, methods);
    });

    let routes: { pattern: RegExp; allow: string }[] = [];
    app.addHook('onReady', async () => {
      routes = [...methodsByUrl].map(([url, methods]) => ({
        pattern: patternOf(url),
        allow: [...methods].sort().join(', '),
      }));
    });

    async function answerUnmatched(request: FastifyRequest, reply: FastifyReply) {
      await app.countRequest(request, reply, 'default', 'address');
      const path = request.url.split('?', 1)[0] ?? '';
      const route = routes.find(({ pattern }) => pattern.test(path));
      if (route === undefined) {
        const sent = await app.sendConsoleInstead(request, reply);
        if (sent !== undefined) return sent;
      } else reply.header('allow', route.allow);
      const code = route === undefined ? 'route.not_found' : 'route.method_not_allowed';
      return answerError(new AppError(code), request, reply);
    }

    app.addHook('onRequest', async (request, reply) => {
      return request.is404 ? answerUnmatched(request, reply) : undefined;
    });
    // For a file that a route looked for and didn't find.
    app.setNotFoundHandler(answerUnmatched);
  },
  { name: 'unmatched-routes', dependencies: ['rate-limits', 'console-pages'] },
);

function patternOf(url: string): RegExp {
  const source = url
    .split('/')
    .map((part) => (part.startsWith(':') ? '[^/]+' : part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')))
    .join('/');
  return new RegExp(`^${source}$`);
}
