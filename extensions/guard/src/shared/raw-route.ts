/**
 * Routes for our own API that are asked so often that they stand ahead of Directus's middleware.
 *
 * Guarantees: the secret is compared in constant time, before anything of the body is read; whoever hasn't got it is
 * answered 401. A body is bounded in size before it's kept. A failure is 503 and a line in the log, never an answer that
 * says yes or no.
 *
 * Doesn't guarantee: a limit on how often a route is called.
 */
import { isUtf8 } from 'node:buffer';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createSecretCheck, secretHeader } from './secrets.ts';

interface RawRoute {
  /** The accepted values of the header `X-RBAC-SYNC-SECRET`. */
  secrets: readonly string[];
  maxBytes: number;
  /** What the answer says of a failure. */
  unavailable: string;
  onFailure(error: unknown): void;
  /** @param body what came as JSON, which may be anything; undefined where it was none. @throws RawRouteRefusal */
  run(body: unknown): Promise<unknown>;
}

/** The handler of such a route; it works without any of Directus's middleware. */
export function createRawRoute({ secrets, maxBytes, unavailable, onFailure, run }: RawRoute) {
  const isSecret = createSecretCheck(secrets);
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    try {
      if (!isSecret(request.headers[secretHeader])) {
        throw new RawRouteRefusal(401, 'INVALID_CREDENTIALS', 'Unauthorized');
      }
      answer(response, 200, { data: await run(await readJson(request, maxBytes)) });
    } catch (error) {
      if (request.destroyed && !request.complete) return;
      const isRefusal = error instanceof RawRouteRefusal;
      if (!isRefusal) onFailure(error);
      const { status, code, message } = isRefusal
        ? error
        : { status: 503, code: 'SERVICE_UNAVAILABLE', message: unavailable };
      answer(response, status, { errors: [{ message, extensions: { code } }] });
    }
  };
}

/** Why a request isn't answered. The message is for the caller. */
export class RawRouteRefusal extends Error {
  override name = 'RawRouteRefusal';
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/** @throws RawRouteRefusal 413 */
export function tooLarge(message: string): RawRouteRefusal {
  return new RawRouteRefusal(413, 'CONTENT_TOO_LARGE', message);
}

/** @throws RawRouteRefusal 400 */
export function invalidPayload(message: string): RawRouteRefusal {
  return new RawRouteRefusal(400, 'INVALID_PAYLOAD', message);
}

function answer(response: ServerResponse, status: number, body: unknown): void {
  const text = JSON.stringify(body);
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(text),
    'cache-control': 'no-store',
    // What is left of a refused body isn't worth reading.
    ...(status === 413 || status === 401 ? { connection: 'close' } : {}),
  });
  response.end(text);
}

async function readJson(request: IncomingMessage, maxBytes: number): Promise<unknown> {
  if (request.headers['content-encoding'] !== undefined) {
    throw new RawRouteRefusal(415, 'UNSUPPORTED_MEDIA_TYPE', 'No content encoding, please.');
  }
  const body = await readBody(request, maxBytes);
  if (!isUtf8(body)) return undefined;
  try {
    return JSON.parse(body.toString());
  } catch {
    return undefined;
  }
}

async function readBody(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const refusal = `At most ${maxBytes / 1024 / 1024} MB.`;
  if (Number(request.headers['content-length'] ?? 0) > maxBytes) throw tooLarge(refusal);
  const chunks: Buffer[] = [];
  let size = 0;
  // The connection must outlive a refusal, or nobody would hear it.
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    size += chunk.length;
    if (size > maxBytes) throw tooLarge(refusal);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
