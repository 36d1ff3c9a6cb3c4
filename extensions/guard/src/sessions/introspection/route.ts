/**
 * `POST /genie/introspect`: what many tokens are worth at this moment, for our own API alone.
 *
 * Guarantees: nothing is kept between calls, so a token that was revoked before a call is null in its
 * answer; a token that isn't worth anything never disturbs its neighbours; a failing database is an
 * error, never null. Only a holder of the shared secret gets an answer, and it's compared in constant
 * time before anything of the body is read.
 *
 * Doesn't guarantee: a limit on how often it's called.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Logger } from '../directus-types.ts';
import { createIntrospectTokens, type IntrospectDeps } from './introspect-tokens.ts';
import { IntrospectionRefusal, readTokens } from './read-tokens.ts';
import { createSecretCheck } from './shared-secret.ts';

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
      if (!isSecret(request.headers['x-rbac-sync-secret'])) {
        throw new IntrospectionRefusal(401, 'INVALID_CREDENTIALS', 'Unauthorized');
      }
      const tokens = await readTokens(request);
      answer(response, 200, { data: await introspect(tokens) });
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
