import { createDirectusSessions } from '../auth/directus-sessions.ts';
import { createSessionService, type SessionService } from '../auth/session-service.ts';
import type { TokenValidator } from '../auth/token-validator.ts';
import type { DirectusClient } from '../directus/directus-client.ts';
import type { ServiceConfig, ServiceLog } from './service-config.ts';

/** The console's sessions. Logins have connections of their own, since each takes Directus half a second. */
export function createSessions(
  clients: { logins: DirectusClient; sessions: DirectusClient },
  validator: TokenValidator,
  { introspectionSecret: secret }: Pick<ServiceConfig, 'introspectionSecret'>,
  log: ServiceLog,
): SessionService {
  const directus = createDirectusSessions({ ...clients, secret });
  return createSessionService({ directus, validator, log });
}
