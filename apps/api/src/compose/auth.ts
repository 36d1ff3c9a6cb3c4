import { createFreshProof } from '../accounts/fresh-proof.ts';
import { createClientCheck } from '../auth/client-check.ts';
import { createValidator } from '../auth/create-validator.ts';
import { createDirectusSessions } from '../auth/directus-sessions.ts';
import { createSessionService } from '../auth/session-service.ts';
import { createSharedSecretCheck } from '../auth/shared-secret.ts';
import { createStaleSessions } from '../auth/stale-sessions.ts';
import type { Credentials } from '../credentials/plugin.ts';
import { createRouteRefusalLog } from '../credentials/route-refusals.ts';
import { callTimeoutMs, type Foundation } from './foundation.ts';

/** Makes what tells who asks, and what has people prove it once more. */
export function createAuth(foundation: Foundation, credentials: Credentials) {
  const { config, connect, checks, secret, keyring, metrics, observe, log } = foundation;
  const validator = createValidator(checks, config, log, { metrics: metrics.tokens, observe });
  // A login takes Directus half a second.
  const logins = connect('logins', { callTimeoutMs, connections: 8 });
  const directusSessions = createDirectusSessions({ logins, sessions: checks, secret });
  const auth = {
    validator,
    sharedSecret: createSharedSecretCheck(config.sharedSecret),
    clients: createClientCheck({ client: checks, secret, keyring }),
    clientMetrics: metrics.clients,
    logRouteRefusal: createRouteRefusalLog(credentials),
    metricsToken: createSharedSecretCheck({ current: config.metricsToken, previous: undefined }),
    sessions: createSessionService({ directus: directusSessions, validator, log }),
    staleSessions: createStaleSessions({ client: checks, secret, log }),
    countRefusal: metrics.tokens.refused,
    isAdminFactorRequired: config.isAdminFactorRequired ?? false,
  };
  return { auth, proveFreshly: createFreshProof(directusSessions) };
}
