/**
 * The log: one JSON line a request, no secret in it.
 *
 * Guarantees: no header, body or query is logged; an error is logged by name, code and stack only, since the
 * errors of clients can carry requests and answers inside; known secret fields are redacted besides.
 */

import type { FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';
import { type DestinationStream, type Logger, pino } from 'pino';
import type { Refusal } from '../auth/refusal-reasons.ts';
import { isLost } from './lost-answers.ts';

const secretFields = [
  'authorization',
  'cookie',
  'password',
  'token',
  'secret',
  'credentials',
  'apiKey',
];

/**
 * Makes the app's logger.
 *
 * @param level the lowest level that is written
 * @param logTo where lines go; standard output where left out
 */
export function createLogger(level: string, logTo?: DestinationStream): Logger {
  const options = {
    level,
    redact: {
      paths: secretFields.flatMap((name) => [name, `*.${name}`]),
      censor: '[redacted]',
    },
    serializers: {
      req: ({ method }: { method?: string }) => ({ method }),
      res: ({ statusCode: status }: { statusCode?: number }) => ({ status }),
      err: serializeError,
    },
  };
  return logTo === undefined ? pino(options) : pino(options, logTo);
}

function serializeError(error: unknown) {
  if (!(error instanceof Error)) return { name: typeof error };
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  // The first line of a stack is the message, which may quote a value.
  const stack = error.stack
    ?.split('\n')
    .filter((text) => text.startsWith('    at '))
    .join('\n');
  return { name: error.name, code, stack };
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Why a guard refused it, and whom; `null` where none did. */
    refusal: Refusal | null;
  }
}

/**
 * Whom a request concerns: the person behind it, or the one whose token was refused; of one that was refused before its
 * guard, whom the guard let through before with the same credential.
 */
function userIdOf({ principal, refusal, earlyRefusal }: FastifyRequest): string | undefined {
  const early = earlyRefusal?.caller.kind === 'user' ? earlyRefusal.caller.name : undefined;
  return principal?.kind === 'user' ? principal.user.userId : (refusal?.userId ?? early);
}

/** The server behind a request, or the service client that was refused; early refusals as with users. */
function clientOf({ principal, refusal, earlyRefusal }: FastifyRequest): string | undefined {
  const early = earlyRefusal?.caller.kind === 'server' ? earlyRefusal.caller.name : undefined;
  return principal?.kind === 'server' ? principal.client.name : (refusal?.client ?? early);
}

/**
 * Logs each answer with its route's pattern, never the address as it came, its user's id, its server's name and a refusal's
 * reason; and whether it was lost, since its client had gone.
 */
export const requestLog = fp(
  async (app) => {
    // There's nothing to redact in these fields, and looking for it would be a tenth of what a request costs.
    const log = app.log.child({}, { redact: [] });
    app.addHook('onResponse', (request, reply, done) => {
      log.info(
        {
          requestId: request.id,
          traceId: request.span?.traceId,
          method: request.method,
          route: request.routeOptions.url ?? 'unmatched',
          status: reply.statusCode,
          ms: Math.round(reply.elapsedTime),
          userId: userIdOf(request),
          client: clientOf(request),
          reason: request.refusal?.reason,
          overload: request.earlyRefusal?.reason,
          lost: isLost(reply) || undefined,
        },
        'answered',
      );
      done();
    });
  },
  { name: 'request-log' },
);
