import type { ServiceConfig, ServiceLog } from '../compose/service-config.ts';
import type { DirectusClient } from '../directus/directus-client.ts';
import type { Tracing } from '../http/tracing.ts';
import type { TokenMetrics } from '../services/metrics/token-metrics.ts';
import { createAutoValidator } from '../services/sessions/auto-validator.ts';
import { measureValidator } from '../services/sessions/measure-validator.ts';
import { traceValidator } from '../services/sessions/trace-validator.ts';
import { createIntrospectValidator } from './introspect-validator.ts';
import type { TokenValidator } from './token-validator.ts';
import { createUsersMeValidator } from './users-me-validator.ts';

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
