/**
 * The one place that makes an error's answer.
 *
 * Guarantees: an answer holds the code's public sentence and nothing of the failure itself; an unknown failure
 * is `server.internal`. 4xx are logged as info, 5xx as error, with the internal text.
 */
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';
import { AppError } from '../errors/app-error.ts';
import { type ErrorCode, errorTable } from './errors.ts';
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

/** Answers every error in the contract's form. */
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
  const { status, sentence } = errorTable[failure.code];
  const log = {
    code: failure.code,
    internal: failure.internal,
    err: status === 500 ? error : undefined,
  };
  if (status >= 500) request.log.error(log, 'request failed');
  else request.log.info(log, 'request refused');
  reply.errorCode = failure.code;
  if (failure.retryAfterSeconds !== undefined) {
    reply.header('retry-after', Math.max(1, failure.retryAfterSeconds));
  }
  return reply.code(status).send({
    ok: false,
    error: sentence,
    code: failure.code,
    requestId: request.id,
    ...(failure.details === undefined ? {} : { details: failure.details }),
  });
}

/** Finds the code of a failure: ours, the framework's, or `server.internal`. */
function toAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  if (!(error instanceof Error))
    return new AppError('server.internal', { internal: 'not an Error' });
  const { code, validation } = error as Partial<FastifyError>;
  if (validation)
    return new AppError('request.invalid', { details: explainValidation(validation) });
  const known = code === undefined ? undefined : frameworkCodes[code];
  if (known !== undefined) return new AppError(known);
  return new AppError('server.internal', { internal: code ?? error.name, cause: error });
}
