import { isDirectusError } from '@directus/errors';
import type { Services } from '../shared/directus.ts';
import type { Outcome } from './login-throttle.ts';

/** What is known of a call once it ended: its value, or the error it threw. */
export type Ending = { value: unknown } | { error: unknown };

/** A method of a Directus service behind which something can be guessed. */
export interface ThrottledMethod {
  service: keyof Services;
  name: string;
  /** Whose secret is tried. */
  account(args: readonly unknown[]): string;
  outcome(ending: Ending, args: readonly unknown[]): Outcome;
}

/**
 * Every such endpoint of REST and GraphQL ends in one of these methods, so a GraphQL document with a hundred
 * aliased logins counts as a hundred attempts.
 */
export const throttledMethods: readonly ThrottledMethod[] = [
  {
    service: 'AuthenticationService',
    name: 'login',
    account: ([, payload]) =>
      `login ${property(payload, 'email') ?? property(payload, 'identifier')}`,
    outcome(ending, [, , options]) {
      // The answer to a right password without a code only asks for the code: nothing was guessed.
      if (isError(ending, 'INVALID_OTP')) return property(options, 'otp') ? 'failed' : 'unfinished';
      // A right password, and the account's codes aren't looked at any more: it costs a hash.
      if (isError(ending, 'REQUESTS_EXCEEDED')) return 'unfinished';
      // A right password all the same: it costs a hash, and may be tried as often as another right one.
      if (isError(ending, 'EMAIL_UNPROVEN')) return 'succeeded';
      return wrongCredentials(ending);
    },
  },
  {
    service: 'AuthenticationService',
    name: 'verifyPassword',
    account: ([userId]) => `user ${userId}`,
    outcome: wrongCredentials,
  },
  {
    service: 'TFAService',
    name: 'verifyOTP',
    account: ([userId]) => `user ${userId}`,
    outcome: (ending) =>
      'error' in ending ? 'abandoned' : ending.value === true ? 'succeeded' : 'failed',
  },
  {
    service: 'SharesService',
    name: 'login',
    account: ([payload]) => `share ${toPlainId(property(payload, 'share'))}`,
    outcome: wrongCredentials,
  },
];

function wrongCredentials(ending: Ending): Outcome {
  if (!('error' in ending)) return 'succeeded';
  return isError(ending, 'INVALID_CREDENTIALS') ? 'failed' : 'abandoned';
}

function isError(ending: Ending, code: string): boolean {
  return 'error' in ending && isDirectusError(ending.error) && ending.error.code === code;
}

/** PostgreSQL finds a record by many spellings of its UUID: with capitals, in braces, without hyphens or with more. */
function toPlainId(id: unknown): string {
  return String(id)
    .toLowerCase()
    .replace(/[^0-9a-z]/g, '');
}

function property(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
