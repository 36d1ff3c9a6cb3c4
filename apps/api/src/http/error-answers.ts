/**
 * The one place that makes an error's answer.
 *
 * Guarantees: an answer holds the code's public sentence and nothing of the failure itself; an unknown failure
 * is `server.internal`. 4xx are logged as info, 5xx as error, with the internal text, but for failures that come of a client
 * having gone.
 */
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';
import Type from 'typebox';
import { AppError, asAppError, type ErrorCode, type ErrorDetail, errorTable } from './errors.ts';
import { isFailureOfLeaving } from './lost-answers.ts';
import { explainValidation } from './validation.ts';

const frameworkCodes: Readonly<Record<string, keyof typeof errorTable>> = {
  FST_ERR_CTP_INVALID_JSON_BODY: 'request.malformed_json',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'request.malformed_json',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'request.malformed',
  FST_ERR_CTP_BODY_TOO_LARGE: 'request.body_too_large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'request.unsupported_media_type',
  FST_ERR_ROUTE_MISSING_CONTENT_TYPE: 'request.unsupported_media_type',
  FST_ERR_BAD_URL: 'request.malformed',
  FST_ERR_MAX_PARAM_LENGTH: 'route.not_found',
};

declare module 'fastify' {
  interface FastifyReply {
    /** The code of the error that is answered; `null` where none is. */
    errorCode: ErrorCode | null;
  }
}

/** Answers every error in the one form that errors have. */
export const errorAnswers = fp(
  async (app) => {
    app.decorateReply('errorCode', null);
    app.setErrorHandler((error, request, reply) => answerError(error, request, reply));
  },
  { name: 'error-answers' },
);

/**
 * Answers one failure.
 *
 * @param error whatever was thrown
 */
export function answerError(error: unknown, request: FastifyRequest, reply: FastifyReply) {
  const failure = toAppError(error);
  const { status } = errorTable[failure.code];
  const log = {
    code: failure.code,
    internal: failure.internal,
    reason: request.refusal?.reason,
    userId: request.refusal?.userId,
    err: status === 500 ? error : undefined,
  };
  const isOurs = status >= 500 && !isFailureOfLeaving(status, request);
  if (isOurs) request.log.error(log, 'request failed');
  else request.log.info(log, 'request refused');
  reply.errorCode = failure.code;
  // HTTP wants a challenge with every 401 (RFC 9110, 11.6.1); guards give one of their own.
  if (status === 401 && !reply.hasHeader('www-authenticate')) {
    reply.header('www-authenticate', 'Bearer');
  }
  if (failure.retryAfterSeconds !== undefined) {
    reply.header('retry-after', Math.max(1, failure.retryAfterSeconds));
  }
  return reply.code(status).send(errorBodyOf(failure.code, request.id, failure.details));
}

/** The body of an error's answer, in the form of `errorBody`. */
export function errorBodyOf(code: ErrorCode, requestId: string, details?: readonly ErrorDetail[]) {
  const body = { ok: false as const, error: errorTable[code].message, code, requestId };
  return details === undefined ? body : { ...body, details };
}

/** Finds the code of a failure: ours, the framework's, or `server.internal`. */
function toAppError(error: unknown): AppError {
  const own = asAppError(error);
  if (own !== undefined) return own;
  if (!(error instanceof Error))
    return new AppError('server.internal', { internal: 'not an Error' });
  const { code, validation } = error as Partial<FastifyError>;
  if (validation)
    return new AppError('request.invalid', { details: explainValidation(validation) });
  const known = code === undefined ? undefined : frameworkCodes[code];
  if (known !== undefined) return new AppError(known);
  return new AppError('server.internal', { internal: code ?? error.name, cause: error });
}

const codes = Object.keys(errorTable) as ErrorCode[];

/** The body of every error. Which codes a route may answer with is found by `route-contract.ts`. */
export const errorBody = Type.Object(
  {
    ok: Type.Literal(false),
    error: Type.String({
      description: 'A sentence for people. It may be improved; go by the code.',
    }),
    code: Type.Enum(codes, {
      title: 'ErrorCode',
      description: 'A stable name for what went wrong.',
    }),
    requestId: Type.String({ description: 'The same as in the header x-request-id.' }),
    details: Type.Optional(
      Type.Array(
        Type.Object({
          path: Type.String({ description: 'Where the field is, such as items/3/topic.' }),
          message: Type.String({ description: 'What it must be.' }),
        }),
        { description: 'With request.invalid: each refused field.' },
      ),
    ),
  },
  { title: 'Error', description: 'The body of every error.' },
);

/** What answers people at addresses that no route has. */
export interface PageAnswer {
  /** @returns whether it answered: false where the request isn't for a page */
  answerPage(request: FastifyRequest, reply: FastifyReply): Promise<boolean>;
}

/**
 * 404 where there's nothing; 405 with `Allow` where there is something that takes other methods. People who ask for a
 * page get the console's. Answered before the body is read, so that no body keeps a request from being counted.
 */
export const unmatchedRoutes = fp<PageAnswer>(
  async (app, { answerPage }) => {
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
        if (await answerPage(request, reply)) return reply;
      } else reply.header('allow', route.allow);
      const code = route === undefined ? 'route.not_found' : 'route.method_not_allowed';
      return answerError(new AppError(code), request, reply);
    }

    app.addHook('onRequest', (request, reply, done) => {
      if (!request.is404 && !hasEmptyId(request)) done();
      // What was answered goes no further.
      else answerUnmatched(request, reply).catch(done);
    });
    // For a file that a route looked for and didn't find.
    app.setNotFoundHandler(answerUnmatched);
  },
  { name: 'unmatched-routes', dependencies: ['rate-limits'] },
);

/** The router takes an address that ends where an id should stand for one with an empty id; it is an address of nothing. */
function hasEmptyId({ routeOptions, url }: FastifyRequest): boolean {
  const path = url.split('?', 1)[0] ?? '';
  return path.endsWith('/') && routeOptions.url?.includes('/:') === true;
}

function patternOf(url: string): RegExp {
  const source = url
    .split('/')
    .map((part) => (part.startsWith(':') ? '[^/]+' : part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')))
    .join('/');
  return new RegExp(`^${source}$`);
}
