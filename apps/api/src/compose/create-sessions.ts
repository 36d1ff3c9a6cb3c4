import type { DirectusClient } from '../services/directus/directus-client.ts';
import { createDirectusSessions } from '../services/sessions/directus-sessions.ts';
import { createSessionService, type SessionService } from '../services/sessions/session-service.ts';
import type { TokenValidator } from '../services/sessions/token-validator.ts';
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
