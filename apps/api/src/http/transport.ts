import { randomUUID } from 'node:crypto';
import { type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { FastifyReply, FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';
import { errorBodyOf } from './error-answers.ts';
import { AppError, type ErrorCode, errorTable } from './errors.ts';

/**
 * Answers in the form of all errors what Node would answer by itself, bare: an `Expect` that nobody can meet
 * (RFC 9110, 10.1.1) and HTTP/1.1 without `Host` (RFC 9112, 3.2). The server must be made with
 * `requireHostHeader: false`, so that such a request arrives here. Encodings of a transfer besides `chunked` alone are
 * refused, too: Node passes over them, and a proxy before us may see the end of the body elsewhere (RFC 9112, 11.2).
 */
export const transportErrors = fp(
  async (app) => {
    app.server.on('checkExpectation', (request: IncomingMessage, response: ServerResponse) => {
      const { status, headers, body } = plainAnswer('request.expectation_failed');
      response.writeHead(status, headers).end(body);
      request.resume();
    });
    app.addHook('onRequest', async ({ raw }, reply) => {
      if (raw.httpVersion === '1.1' && raw.headers.host === undefined) {
        throw new AppError('request.malformed', { internal: 'no Host' });
      }
      const { 'transfer-encoding': encodings = 'chunked' } = raw.headers;
      if (encodings.toLowerCase() !== 'chunked') {
        reply.header('connection', 'close');
        throw new AppError('request.malformed', { internal: 'encodings of a transfer' });
      }
    });
  },
  { name: 'transport-errors' },
);

/**
 * Answers what Node's HTTP parser refused before there was a request: malformed HTTP, headers over the
 * limit, a request that came too slowly. The answer has the form of all errors and ends the connection.
 *
 * @param error the parser's error
 * @param socket the client's connection
 */
export function answerClientError(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const { status, headers, body } = plainAnswer(codeOf(error.code));
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  socket.end([`HTTP/1.1 ${status} ${STATUS_CODES[status]}`, ...lines, '', body].join('\r\n'));
}

/** An error's answer where there's no reply to make it with. */
function plainAnswer(code: ErrorCode) {
  const { status } = errorTable[code];
  const requestId = randomUUID();
  const body = JSON.stringify(errorBodyOf(code, requestId));
  const headers = {
    'Content-Type': 'application/json; charset=utf-8',
    'Content-Length': String(Buffer.byteLength(body)),
    'Cache-Control': 'no-store',
    'x-request-id': requestId,
    Connection: 'close',
  };
  return { status, headers, body };
}

function codeOf(parserCode: string | undefined): ErrorCode {
  if (parserCode === 'HPE_HEADER_OVERFLOW') return 'request.headers_too_large';
  if (parserCode === 'ERR_HTTP_REQUEST_TIMEOUT') return 'request.timeout';
  return 'request.malformed';
}

/**
 * Whether a body is announced that hasn't come whole yet. What came in one piece with the head, as most bodies do, has
 * been read when this answers.
 */
export async function isBodyUnderWay(
  request: Pick<FastifyRequest, 'raw' | 'announcesBody'>,
): Promise<boolean> {
  if (!request.announcesBody) return false;
  if (!request.raw.complete) await nextTurn();
  return !request.raw.complete;
}

/** For how long a reader may take nothing, in milliseconds; far more than the time between a stream's comments. */
const stalledMs = 60_000;

/**
 * Lets readers go that take nothing of their answer for a minute. Nothing of an answer that is still being made counts:
 * that may take as long as a model does.
 */
export const slowClientTimeout = fp(
  async (app) => {
    app.addHook('onSend', async (_request, reply) => {
      reply.raw.setTimeout(stalledMs, () => reply.raw.destroy());
    });
  },
  { name: 'stalled-readers' },
);

declare module 'fastify' {
  interface FastifyInstance {
    /** Aborted when the server begins to close, with `server.closing` as its reason. */
    closing: AbortSignal;
  }
}

/** Decorates the app with `closing`, so that long requests end in time for the process to end. */
export const closing = fp(
  async (app) => {
    const controller = new AbortController();
    app.decorate('closing', controller.signal);
    app.addHook('preClose', async () => {
      controller.abort(new AppError('server.closing', { retryAfterSeconds: 2 }));
    });
  },
  { name: 'closing' },
);

/**
 * A signal that is aborted when an answer is no longer worth its cost: the client closes the connection before it is
 * complete, or the server closes, with `server.closing` as the reason.
 * (`request.signal` won't do: it is aborted as soon as the body has been read.)
 */
export function abortOnDisconnect(reply: FastifyReply): AbortSignal {
  const controller = new AbortController();
  // Who has gone already closes nothing any more.
  if (reply.raw.destroyed) controller.abort();
  reply.raw.once('close', () => {
    if (!reply.raw.writableFinished) controller.abort();
  });
  return AbortSignal.any([controller.signal, reply.server.closing]);
}
