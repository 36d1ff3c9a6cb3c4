import { randomUUID } from 'node:crypto';
import { type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { FastifyRequest } from 'fastify';
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
    app.addHook('onRequest', ({ raw }, reply, done) => {
      if (raw.httpVersion === '1.1' && raw.headers.host === undefined) {
        done(new AppError('request.malformed', { internal: 'no Host' }));
        return;
      }
      const { 'transfer-encoding': encodings = 'chunked' } = raw.headers;
      if (encodings.toLowerCase() !== 'chunked') {
        reply.header('connection', 'close');
        done(new AppError('request.malformed', { internal: 'encodings of a transfer' }));
        return;
      }
      done();
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

/** Of a body that is refused for its length, what is still taken, in bytes. */
const mostPassedOver = 10 * 1024 * 1024;

/**
 * Lets whoever sends too large a body read that it is. Fastify closes the connection at once, and to close one on which
 * something unread has arrived throws away the answer too (RFC 9112, 9.6): behind a proxy that was then a 502. Node passes
 * over the rest of the body instead, for as long as a request may take.
 */
export const tooLargeBodies = fp(
  async (app) => {
    app.addHook('onSend', ({ headers }, reply, _payload, done) => {
      const { 'content-length': length = 0 } = headers;
      if (reply.errorCode === 'request.body_too_large' && Number(length) <= mostPassedOver) {
        reply.removeHeader('connection');
      }
      done();
    });
  },
  { name: 'too-large-bodies', dependencies: ['error-answers'] },
);

/**
 * After how long a socket is looked at, in milliseconds; more than the time between a stream's comments. Node goes by how
 * much is still to be written, and sees at its second look that nothing was taken since the first: after a minute at most.
 */
const stalledMs = 30_000;

/**
 * Lets readers go that take nothing of their answer for a minute. Nothing of an answer that is still being made counts:
 * that may take as long as a model does.
 */
export const slowClientTimeout = fp(
  async (app) => {
    app.addHook('onSend', (_request, reply, _payload, done) => {
      reply.raw.setTimeout(stalledMs, () => reply.raw.destroy());
      done();
    });
  },
  { name: 'stalled-readers' },
);
