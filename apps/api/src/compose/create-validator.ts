import type { DirectusClient } from '../services/directus/directus-client.ts';
import type { TokenMetrics } from '../services/metrics/token-metrics.ts';
import { createAutoValidator } from '../services/sessions/auto-validator.ts';
import { createIntrospectValidator } from '../services/sessions/introspect-validator.ts';
import { measureValidator } from '../services/sessions/measure-validator.ts';
import type { TokenValidator } from '../services/sessions/token-validator.ts';
import { traceValidator } from '../services/sessions/trace-validator.ts';
import { createUsersMeValidator } from '../services/sessions/users-me-validator.ts';
import type { Tracing } from '../services/tracing/tracing.ts';
import type { ServiceConfig, ServiceLog } from './service-config.ts';

/** The way of checking tokens that TOKEN_VALIDATION names. */
export function createValidator(
  directus: DirectusClient,
  {
    tokenValidation,
    introspectionSecret,
  }: Pick<ServiceConfig, 'tokenValidation' | 'introspectionSecret'>,
  log: ServiceLog,
  { metrics, tracing }: { metrics: TokenMetrics; tracing: Tracing | undefined },
): TokenValidator {
  const validator = choose();
  return tracing === undefined ? validator : traceValidator(validator, tracing);

  function choose(): TokenValidator {
    const usersMe = measureValidator(createUsersMeValidator(directus), 'users-me', metrics);
    if (tokenValidation === 'users-me' || introspectionSecret === undefined) return usersMe;
    const introspect = measureValidator(
      createIntrospectValidator(directus, introspectionSecret, { onBatch: metrics.batchSent }),
      'introspect',
      metrics,
    );
    if (tokenValidation === 'introspect') return introspect;
    return createAutoValidator({ introspect, usersMe, log });
  }
}
