/**
 * Token checks through the session guard's introspection route, many tokens a call.
 *
 * Guarantees: a token passes only where the guard, asked after the request arrived, names an active user whose
 * session lives. Logout, suspension, deletion, a changed password, e-mail or role count from the next request.
 * Answers that don't match the question one to one are an outage, never a pass.
 */

import { type DirectusClient, isRecord } from '@genie-helper/directus-client';
import {
  type IntrospectionRequest,
  introspectionLimits,
  introspectionPath,
  isTokenRefusal,
} from '@genie-helper/guard-protocol';
import { batchCalls } from '../directus/coalesced-calls.ts';
import { AppError, directusUnavailable, retryAfterSeconds } from '../http/errors.ts';
import type { TokenCheck, TokenValidator } from './token-validator.ts';

/** Bounds of the checks. Times are milliseconds. */
export interface IntrospectValidatorOptions {
  deadlineMs?: number;
  /** How many requests may wait for a check at once; one more is refused as an overload. */
  maxWaiting?: number;
  /** How many calls may be under way at once. */
  maxCalls?: number;
  /** Told of each call, how many tokens it carries. */
  onBatch?: (size: number) => void;
}

/**
 * @param client the connection to Directus; one call of it checks up to 1,000 tokens
 * @param secret opens the route
 */
export function createIntrospectValidator(
  client: Pick<DirectusClient, 'call'>,
  secret: string,
  options: IntrospectValidatorOptions = {},
): TokenValidator {
  const validate = batchCalls<TokenCheck>({
    maxCalls: options.maxCalls ?? 2,
    maxKeys: introspectionLimits.maxTokens,
    // Quotes and commas included this stays below the route's limit of 1 MB.
    maxKeyCharacters: 900_000,
    charactersOf: (token) => token.length,
    maxWaiting: options.maxWaiting ?? 5_000,
    deadlineMs: options.deadlineMs ?? 2_500,
    giveUp: (reason) => directusUnavailable(`introspection: ${reason}`),
    send: async (tokens) => {
      const body: IntrospectionRequest = { tokens, reasons: true };
      options.onBatch?.(tokens.length);
      const answer = await client.call({
        method: 'POST',
        path: introspectionPath,
        sharedSecret: secret,
        body,
        isRepeatable: true,
      });
      if (!answer.ok) throw explainRefusal(answer);
      if (!Array.isArray(answer.data) || answer.data.length !== tokens.length) {
        throw directusUnavailable('introspection: an answer of another length');
      }
      return answer.data.map(readEntry);
    },
  });
  return { validate };
}

/** The route isn't there, or isn't open to us: another way to check is needed, not a retry. */
function explainRefusal({ status, code }: { status: number; code: string }): Error {
  if (status === 404) return new IntrospectionAbsentError('the session guard is not installed');
  if (status === 401) return new IntrospectionAbsentError('the session guard has another secret');
  return directusUnavailable(`introspection: ${status} ${code}`);
}

function readEntry(entry: unknown): TokenCheck {
  // While machines are upgraded one by one, a guard may know no reasons, or one that isn't known here.
  if (entry === null) return { reason: 'refused_by_directus' };
  if (isRecord(entry) && 'refused' in entry) {
    if (typeof entry.refused !== 'string') {
      throw directusUnavailable('introspection: a reason that is no text');
    }
    return { reason: isTokenRefusal(entry.refused) ? entry.refused : 'refused_by_directus' };
  }
  if (!isRecord(entry) || typeof entry.userId !== 'string' || entry.userId === '') {
    throw directusUnavailable('introspection: an entry that is no user');
  }
  // Every user of the API has an e-mail; one without isn't let in.
  if (typeof entry.email !== 'string') return { reason: 'no_email' };
  const isAdmin = entry.isAdmin === true;
  // An older guard doesn't say.
  const hasSecondFactor = entry.hasSecondFactor === true || entry.expiresAt === null;
  const user = {
    userId: entry.userId,
    email: entry.email,
    firstName: textOrNull(entry.firstName),
    role:
      typeof entry.roleId === 'string'
        ? { id: entry.roleId, name: textOrNull(entry.roleName) ?? '' }
        : null,
    subscriptionTier: textOrNull(entry.subscriptionTier),
    isAdmin: async () => isAdmin,
    hasSecondFactor: async () => hasSecondFactor,
  };
  return { user };
}

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

/** Directus is there, but its introspection route isn't open to us. Outside it's the same 503 as an outage. */
export class IntrospectionAbsentError extends AppError {
  constructor(why: string) {
    super('directus.unavailable', { internal: why, retryAfterSeconds });
    this.name = 'IntrospectionAbsentError';
  }
}
