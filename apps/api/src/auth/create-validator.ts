import type { DirectusClient } from '@genie-helper/directus-client';
import type { ApiConfig } from '../config/api-config.ts';
import type { TokenMetrics } from '../http/metrics/token-metrics.ts';
import type { Observe } from '../http/observe.ts';
import { createIntrospectValidator, IntrospectionAbsentError } from './introspect-validator.ts';
import { observeValidator, type TokenValidator } from './token-validator.ts';
import { createUsersMeValidator } from './users-me-validator.ts';

/** The way of checking tokens that TOKEN_VALIDATION names. */
export function createValidator(
  directus: DirectusClient,
  config: Pick<ApiConfig, 'tokenValidation' | 'introspectionSecret'>,
  log: AutoValidatorDeps['log'],
  observed: { metrics: TokenMetrics; observe: Observe },
): TokenValidator {
  const { tokenValidation, introspectionSecret: secret } = config;
  const usersMe = observeValidator(createUsersMeValidator(directus), 'users-me', observed);
  if (tokenValidation === 'users-me' || secret === undefined) return usersMe;
  const onBatch = observed.metrics.batchSent;
  const batched = createIntrospectValidator(directus, secret, { onBatch });
  const introspect = observeValidator(batched, 'introspect', observed);
  if (tokenValidation === 'introspect') return introspect;
  return createAutoValidator({ introspect, usersMe, log });
}

/**
 * Introspection where Directus has it, `/users/me` where it doesn't.
 *
 * Guarantees: every check is one of the two, begun after the request arrived; an outage doesn't change the way,
 * only Directus's own word that the route isn't there does. A change is logged once, in each direction.
 */

/** What the choice needs. */
export interface AutoValidatorDeps {
  introspect: TokenValidator;
  usersMe: TokenValidator;
  log: { info(message: string): void; warn(message: string): void };
  /** How long `/users/me` is used before introspection is tried again, in milliseconds. */
  retryAfterMs?: number;
  /** Milliseconds of a clock that never goes back. */
  now?: () => number;
}

/** @param deps both validators; which one answers can change while the server runs */
export function createAutoValidator(deps: AutoValidatorDeps): TokenValidator {
  const { introspect, usersMe, log, retryAfterMs = 5_000, now = () => performance.now() } = deps;
  let isAbsent = false;
  let tryAgainAt = 0;

  function noteAbsence(why: string): void {
    tryAgainAt = now() + retryAfterMs;
    if (!isAbsent) log.warn(`tokens are now checked through /users/me: ${why}`);
    isAbsent = true;
  }

  function notePresence(): void {
    if (isAbsent) log.info('tokens are now checked through introspection');
    isAbsent = false;
  }

  return {
    async validate(token) {
      if (isAbsent && now() < tryAgainAt) return usersMe.validate(token);
      try {
        const check = await introspect.validate(token);
        notePresence();
        return check;
      } catch (error) {
        if (!(error instanceof IntrospectionAbsentError)) throw error;
        noteAbsence(error.message);
        return usersMe.validate(token);
      }
    },
  };
}
