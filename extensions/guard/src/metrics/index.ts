/**
 * What this Directus counts of itself, for Prometheus: `GET /genie/metrics`.
 *
 * Guarantees: only whoever has the metrics token (`METRICS_TOKEN`, as a bearer token), or the secret that our API shares
 * with this Directus, reads it; everybody else is answered 401. A label holds a word of a fixed list, never a token, an
 * address, an e-mail or anybody's id, and nothing that a client sends adds a series. Asks nothing of the database.
 */
import { InvalidCredentialsError } from '@directus/errors';
import type { ClockWatch } from '../clock/clock-watch.ts';
import type {
  DirectusRequest,
  DirectusResponse,
  HookContext,
  HookRegistration,
  Next,
} from '../shared/directus.ts';
import { createSecretCheck, secretHeader } from '../shared/secrets.ts';
import type { GuardSettings } from '../shared/settings.ts';
import { createGuardMetrics, type GuardMetrics } from './metrics.ts';

export type { GuardMetrics } from './metrics.ts';

/** Where Prometheus asks. */
export const metricsPath = '/genie/metrics';

/** @returns what the other guards count with */
export function registerMetrics(
  { init }: Pick<HookRegistration, 'init'>,
  { database }: Pick<HookContext, 'database'>,
  { metricsToken, sharedSecrets }: Pick<GuardSettings, 'metricsToken' | 'sharedSecrets'>,
  clock: Pick<ClockWatch, 'lastSkew'>,
): GuardMetrics {
  const metrics = createGuardMetrics(database, clock);
  const isToken = createSecretCheck(metricsToken === undefined ? [] : [metricsToken]);
  const isSecret = createSecretCheck(sharedSecrets);
  // Ahead of Directus's own middleware, which would take the token for one of its users'.
  init('app.before', ({ app }) => {
    app.get(
      metricsPath,
      async (
        { headers = {} }: Pick<DirectusRequest, 'headers'>,
        response: Pick<DirectusResponse, 'set' | 'end'>,
        next: Next,
      ): Promise<void> => {
        const [, token] = /^Bearer (\S+)$/i.exec(String(headers.authorization ?? '')) ?? [];
        if (!isToken(token) && !isSecret(headers[secretHeader])) {
          next(new InvalidCredentialsError());
          return;
        }
        const { text, contentType } = await metrics.render();
        response.set('Content-Type', contentType);
        response.set('Cache-Control', 'no-store');
        response.end(text);
      },
    );
  });
  return metrics;
}
