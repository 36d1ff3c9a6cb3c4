import type { DirectusClient } from '../services/directus/directus-client.ts';
import { createAutoValidator } from '../services/sessions/auto-validator.ts';
import { createIntrospectValidator } from '../services/sessions/introspect-validator.ts';
import type { TokenValidator } from '../services/sessions/token-validator.ts';
import { createUsersMeValidator } from '../services/sessions/users-me-validator.ts';
import type { ServiceConfig, ServiceLog } from './service-config.ts';

/** The way of checking tokens that TOKEN_VALIDATION names. */
export function createValidator(
  directus: DirectusClient,
  {
    tokenValidation,
    introspectionSecret,
  }: Pick<ServiceConfig, 'tokenValidation' | 'introspectionSecret'>,
  log: ServiceLog,
): TokenValidator {
  const usersMe = createUsersMeValidator(directus);
  if (tokenValidation === 'users-me' || introspectionSecret === undefined) return usersMe;
  const introspect = createIntrospectValidator(directus, introspectionSecret);
  if (tokenValidation === 'introspect') return introspect;
  return createAutoValidator({ introspect, usersMe, log });
}
