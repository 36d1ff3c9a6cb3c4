import type { RouteRefusal } from '../auth/server-guard.ts';
import type { AccessLog } from './access-log-store.ts';
import { accessorOf, readId } from './sealed-rows.ts';
import type { createUnknownIdBound } from './unknown-ids.ts';

const asked = {
  store: { action: 'store', collection: 'platform_connections' },
  reveal: { action: 'reveal', collection: 'platform_connections' },
  'reveal-download-cred': { action: 'reveal', collection: 'download_credentials' },
  'get-platform-session': { action: 'read_session', collection: 'platform_connections' },
} as const;

/**
 * Logs that a service client called a route that it has no right for, whether there is such a record or not; as many
 * tries of one client as lookups of ids that no record has.
 *
 * @throws DirectusError, or AppError `audit.unavailable` where the entry wasn't kept
 */
export function createRouteRefusalLog({
  log,
  logsUnknownId,
}: {
  log: Pick<AccessLog, 'append'>;
  logsUnknownId: ReturnType<typeof createUnknownIdBound>;
}) {
  return async ({ route, body, ...by }: RouteRefusal): Promise<void> => {
    // A use that isn't of credentials is in the request log.
    if (route === 'usage') return;
    const { creatorProfileId, downloadCredentialId } = Object(body);
    const recordId = readId(String(creatorProfileId ?? downloadCredentialId));
    const accessor = accessorOf(by);
    if (recordId === undefined || !logsUnknownId(accessor)) return;
    const { action, collection } = asked[route];
    const connectionId = collection === 'platform_connections' ? recordId : null;
    await log.append({
      ...{ accessor, action, collection, recordId, connectionId },
      outcome: 'not_allowed',
    });
  };
}
