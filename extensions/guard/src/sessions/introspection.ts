/**
 * `POST /genie/introspect`: what many tokens are worth at this moment, for our own API alone.
 *
 * Guarantees: nothing is kept between calls, so a token that was revoked before a call is refused in its
 * answer; a token that isn't worth anything never disturbs its neighbours; a failing database is an
 * error, never a refusal. Only a holder of the shared secret gets an answer (`shared/raw-route.ts`).
 *
 * Doesn't guarantee: a limit on how often it's called.
 */
import { introspectionLimits } from '@genie-helper/guard-protocol';
import type { Logger } from '../shared/directus.ts';
import { createRawRoute, invalidPayload, tooLarge } from '../shared/raw-route.ts';
import { createIntrospectTokens, type IntrospectDeps } from './introspect-tokens.ts';

const { maxBytes, maxTokens } = introspectionLimits;

export interface IntrospectionDeps extends IntrospectDeps {
  /** The accepted values of the header `X-RBAC-SYNC-SECRET`. */
  secrets: readonly string[];
  logger: Logger;
}

/** The handler of the route. */
export function createIntrospection(deps: IntrospectionDeps) {
  const introspect = createIntrospectTokens(deps);
  return createRawRoute({
    secrets: deps.secrets,
    maxBytes,
    unavailable: 'Tokens cannot be checked now.',
    onFailure: (error) => deps.logger.error(error, 'The introspection of tokens failed.'),
    run: async (body) => {
      const { tokens, reasons } = readQuestion(body);
      return await introspect(tokens, { reasons });
    },
  });
}

interface Question {
  tokens: string[];
  /** Whether the caller asks why a token is refused. */
  reasons: boolean;
}

/** Reads `{"tokens": ["…", …], "reasons": true}`: at most 1,000 texts. @throws RawRouteRefusal */
function readQuestion(body: unknown): Question {
  const { tokens, reasons }: { tokens?: unknown; reasons?: unknown } = body ?? {};
  if (!Array.isArray(tokens) || !tokens.every((token) => typeof token === 'string')) {
    throw invalidPayload('Expected {"tokens": ["…"]} in JSON.');
  }
  if (tokens.length > maxTokens) throw tooLarge(`At most ${maxTokens} tokens a call.`);
  return { tokens, reasons: reasons === true };
}
