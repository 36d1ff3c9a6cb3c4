/**
 * `POST /genie/introspect`: what many tokens are worth at this moment, for our own API alone.
 *
 * Guarantees: nothing is kept between calls, so a token that was revoked before a call is refused in its
 * answer; a token that isn't worth anything never disturbs its neighbours; a failing database is an
 * error, never a refusal. Only a holder of the shared secret gets an answer, and it's compared in constant
 * time before anything of the body is read.
 *
 * Doesn't guarantee: a limit on how often it's called.
 */
import { isUtf8 } from 'node:buffer';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { introspectionLimits } from '@genie-helper/guard-protocol';
import type { Logger } from '../shared/directus.ts';
import { createSecretCheck, secretHeader } from '../shared/secrets.ts';
import { createIntrospectTokens, type IntrospectDeps } from './introspect-tokens.ts';

const { maxBytes, maxTokens } = introspectionLimits;

export interface IntrospectionDeps extends IntrospectDeps {
  /** The accepted values of the header `X-RBAC-SYNC-SECRET`. */
  secrets: readonly string[];
  logger: Logger;
}

type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** The handler of the route; it works without any of Directus's middleware. */
export function createIntrospection(deps: IntrospectionDeps): Handler {
  const isSecret = createSecretCheck(deps.secrets);
  const introspect = createIntrospectTokens(deps);

  return async (request, response) => {
    try {
      if (!isSecret(request.headers[secretHeader])) {
        throw new IntrospectionRefusal(401, 'INVALID_CREDENTIALS', 'Unauthorized');
      }
      const { tokens, reasons } = await readQuestion(request);
      answer(response, 200, { data: await introspect(tokens, { reasons }) });
    } catch (error) {
      if (request.destroyed && !request.complete) return;
      if (!(error instanceof IntrospectionRefusal)) {
        deps.logger.error(error, 'The introspection of tokens failed.');
      }
      const { status, code, message } = refusalOf(error);
      answer(response, status, { errors: [{ message, extensions: { code } }] });
    }
  };
}

function refusalOf(error: unknown): IntrospectionRefusal {
  if (error instanceof IntrospectionRefusal) return error;
  return new IntrospectionRefusal(503, 'SERVICE_UNAVAILABLE', 'Tokens cannot be checked now.');
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

/** Why a request to the introspection isn't answered. The message is for the caller. */
class IntrospectionRefusal extends Error {
  override name = 'IntrospectionRefusal';
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

interface Question {
  tokens: string[];
  /** Whether the caller asks why a token is refused. */
  reasons: boolean;
}

/**
 * Reads `{"tokens": ["…", …], "reasons": true}`: at most 1,000 texts in at most 1 MB.
 *
 * @throws IntrospectionRefusal
 */
async function readQuestion(request: IncomingMessage): Promise<Question> {
  if (request.headers['content-encoding'] !== undefined) {
    throw new IntrospectionRefusal(415, 'UNSUPPORTED_MEDIA_TYPE', 'No content encoding, please.');
  }
  const question = parseQuestion(await readBody(request));
  if (question === undefined) {
    throw new IntrospectionRefusal(400, 'INVALID_PAYLOAD', 'Expected {"tokens": ["…"]} in JSON.');
  }
  if (question.tokens.length > maxTokens) throw tooLarge(`At most ${maxTokens} tokens a call.`);
  return question;
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  if (Number(request.headers['content-length'] ?? 0) > maxBytes) throw tooLarge('At most 1 MB.');
  const chunks: Buffer[] = [];
  let size = 0;
  // The connection must outlive a refusal, or nobody would hear it.
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    size += chunk.length;
    if (size > maxBytes) throw tooLarge('At most 1 MB.');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function parseQuestion(body: Buffer): Question | undefined {
  if (!isUtf8(body)) return undefined;
  try {
    const { tokens, reasons }: { tokens?: unknown; reasons?: unknown } =
      JSON.parse(body.toString()) ?? {};
    if (!Array.isArray(tokens)) return undefined;
    const isList = tokens.every((token) => typeof token === 'string');
    return isList ? { tokens, reasons: reasons === true } : undefined;
  } catch {
    return undefined;
  }
}

function tooLarge(message: string): IntrospectionRefusal {
  return new IntrospectionRefusal(413, 'CONTENT_TOO_LARGE', message);
}
