/**
 * Token checks through the session guard's introspection route, many tokens a call.
 *
 * Guarantees: a token passes only where the guard, asked after the request arrived, names an active user whose
 * session lives. Logout, suspension, deletion, a changed password, e-mail or role count from the next request.
 * Answers that don't match the question one to one are an outage, never a pass.
 */
import {
  type IntrospectionRequest,
  introspectionLimits,
  introspectionPath,
  isTokenRefusal,
  type TokenRefusal,
} from '@genie-helper/guard-protocol';
import type { DirectusClient } from '../directus/directus-client.ts';
import { directusUnavailable } from '../directus/directus-unavailable.ts';
import { isRecord } from '../directus/wire.ts';
import { batchCalls } from './batch-calls.ts';
import { IntrospectionAbsentError } from './introspection-absent.ts';
import type { TokenValidator, VouchedUser } from './token-validator.ts';

/** What the guard says of a token: its user, or why it has none. An older guard gives no reason. */
export type CheckedToken =
  | { user: VouchedUser }
  | { user: null; refusal: TokenRefusal | undefined };

export interface IntrospectValidator extends TokenValidator {
  /** As `validate`, with the reason of a refusal. It is for logs and metrics, never for the client. */
  check(token: string): Promise<CheckedToken>;
}

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
): IntrospectValidator {
  const check = batchCalls<CheckedToken>({
    maxCalls: options.maxCalls ?? 2,
    maxKeys: introspectionLimits.maxTokens,
    // Quotes and commas included this stays below the route's limit of 1 MB.
    maxKeyCharacters: 900_000,
    maxWaiting: options.maxWaiting ?? 5_000,
    deadlineMs: options.deadlineMs ?? 2_500,
    giveUp: (reason) => directusUnavailable(`introspection: ${reason}`),
    send: async (tokens) => {
      const body: IntrospectionRequest = { tokens, reasons: true };
      options.onBatch?.(tokens.length);
      const call = {
        method: 'POST',
        path: introspectionPath,
        sharedSecret: secret,
        body,
        isRepeatable: true,
      } as const;
      const answer = await client.call(call);
      if (!answer.ok) throw explainRefusal(answer);
      if (!Array.isArray(answer.data) || answer.data.length !== tokens.length) {
        throw directusUnavailable('introspection: an answer of another length');
      }
      return answer.data.map(readEntry);
    },
  });
  return { check, validate: async (token) => (await check(token)).user };
}

/** The route isn't there, or isn't open to us: another way to check is needed, not a retry. */
function explainRefusal({ status, code }: { status: number; code: string }): Error {
  if (status === 404) return new IntrospectionAbsentError('the session guard is not installed');
  if (status === 401) return new IntrospectionAbsentError('the session guard has another secret');
  return directusUnavailable(`introspection: ${status} ${code}`);
}

function readEntry(entry: unknown): CheckedToken {
  if (entry === null) return { user: null, refusal: undefined };
  if (isRecord(entry) && typeof entry.refused === 'string') {
    // A newer guard may know a reason that we don't; it's a refusal all the same.
    return { user: null, refusal: isTokenRefusal(entry.refused) ? entry.refused : undefined };
  }
  if (!isRecord(entry) || typeof entry.userId !== 'string' || entry.userId === '') {
    throw directusUnavailable('introspection: an entry that is no user');
  }
  // The contract's user has an e-mail; one without can't be told to a client, so it isn't vouched for.
  if (typeof entry.email !== 'string') return { user: null, refusal: 'no_email' };
  const isAdmin = entry.isAdmin === true;
  const user: VouchedUser = {
    userId: entry.userId,
    email: entry.email,
    firstName: textOrNull(entry.firstName),
    role:
      typeof entry.roleId === 'string'
        ? { id: entry.roleId, name: textOrNull(entry.roleName) ?? '' }
        : null,
    subscriptionTier: textOrNull(entry.subscriptionTier),
    isAdmin: async () => isAdmin,
  };
  return { user };
}

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
