import { isDirectusError } from '@directus/errors';
import type { Services } from '../shared/directus.ts';
import type { Outcome } from './login-throttle.ts';

/** What is known of a call once it ended: its value, or the error it threw. */
export type Ending = { value: unknown } | { error: unknown };

/** A method of a Directus service behind which something can be guessed. */
export interface ThrottledMethod {
  service: keyof Services;
  name: string;
  /** Which counts the attempts go to: guesses, or mails that are sent to somebody. */
  throttle: 'guesses' | 'mails';
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
    throttle: 'guesses',
    account: ([, payload]) =>
      `login ${property(payload, 'email') ?? property(payload, 'identifier')}`,
    outcome(ending, [, , options]) {
      // The answer to a right password without a code only asks for the code: nothing was guessed.
      if (isError(ending, 'INVALID_OTP')) return property(options, 'otp') ? 'failed' : 'unfinished';
      return wrongCredentials(ending);
    },
  },
  {
    service: 'AuthenticationService',
    name: 'verifyPassword',
    throttle: 'guesses',
    account: ([userId]) => `user ${userId}`,
    outcome: wrongCredentials,
  },
  {
    service: 'TFAService',
    name: 'verifyOTP',
    throttle: 'guesses',
    account: ([userId]) => `user ${userId}`,
    outcome: (ending) =>
      'error' in ending ? 'abandoned' : ending.value === true ? 'succeeded' : 'failed',
  },
  {
    service: 'SharesService',
    name: 'login',
    throttle: 'guesses',
    account: ([payload]) => `share ${property(payload, 'share')}`,
    outcome: wrongCredentials,
  },
  {
    service: 'UsersService',
    name: 'requestPasswordReset',
    throttle: 'mails',
    account: ([email]) => `${email}`,
    // Each one may have sent a mail, and the answer mustn't tell whether it did.
    outcome: () => 'failed',
  },
];

function wrongCredentials(ending: Ending): Outcome {
  if (!('error' in ending)) return 'succeeded';
  return isError(ending, 'INVALID_CREDENTIALS') ? 'failed' : 'abandoned';
}

function isError(ending: Ending, code: string): boolean {
  return 'error' in ending && isDirectusError(ending.error) && ending.error.code === code;
}

function property(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
