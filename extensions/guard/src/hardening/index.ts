/**
 * Endpoint hardening: closes what Directus 11.17.4 opens to more people than need it.
 *
 * Guarantees: who isn't an administrator has no hash computed or checked (403) and changes no passwords in a batch
 * (400), the endpoints of `endpoints.ts` are closed to those who don't need them (403), Directus's own resets,
 * registrations, invitations and second factors among them, JSON that isn't UTF-8 is refused (400), and so is what reads
 * more than `graphql-bounds.ts`, `read-bounds.ts` and `request-total.ts` allow (400). No error of a query has its values
 * (`query-values.ts`). Doesn't limit how often an
 * administrator asks, how often a user changes its password in requests of their own, nor the hashing that a login does;
 * the latter is the throttle's.
 */
import { InvalidPayloadError } from '@directus/errors';
import type { GuardMetrics } from '../metrics/index.ts';
import { refuseToStart } from '../sessions/self-test.ts';
import type {
  DirectusRequest,
  FilterContext,
  HookContext,
  HookRegistration,
} from '../shared/directus.ts';
import { createLimitedLog } from '../shared/limited-log.ts';
import { closeAccountFlows, proveAccountFlowsClosed, rememberWhoAsks } from './account-flows.ts';
import { type EndpointRefusal, refuseEndpoints } from './endpoints.ts';
import { refuseLargeDocuments } from './graphql-bounds.ts';
import { hideQueryValues } from './query-values.ts';
import { boundQuery, boundRecords } from './read-bounds.ts';
import { refuseOtherEncodings } from './request-encoding.ts';
import { boundRequests } from './request-total.ts';

/** @throws Error if this Directus isn't one that the guard was made for */
export function registerHardening(
  { filter, init }: HookRegistration,
  context: Pick<HookContext, 'services' | 'logger' | 'database'>,
  metrics: Pick<GuardMetrics, 'endpointRefused'>,
): void {
  hideQueryValues(context.database);
  const onRefusal = createRefusalLog(context, metrics);
  const countReads = boundRequests(context.services);
  closeAccountFlows(context.services, onRefusal);
  init('app.before', () => proveAccountFlowsClosed(context).catch(refuseToStart));
  filter('users.update', refuseBatchedPassword);
  filter('items.query', boundQuery);
  filter('items.read', boundRecords);
  // By now the body is parsed and Directus knows who asks; its own routes come after.
  init('routes.before', ({ app }) => {
    app.use(refuseOtherEncodings);
    app.use(rememberWhoAsks);
    app.use(refuseEndpoints(onRefusal));
    app.use(refuseLargeDocuments);
    app.use(countReads);
  });
}

/** Anybody can cause these lines, as often as he likes: one in ten seconds a reason. */
function createRefusalLog(
  { logger }: Pick<HookContext, 'logger'>,
  { endpointRefused }: Pick<GuardMetrics, 'endpointRefused'>,
) {
  const logs = new Map<EndpointRefusal, (line: string) => void>();
  return (
    reason: EndpointRefusal,
    request: Pick<DirectusRequest, 'id' | 'accountability'> | undefined,
  ): void => {
    endpointRefused(reason);
    const tell =
      logs.get(reason) ?? createLimitedLog((line) => logger.info(line), { windowMs: 10_000 });
    logs.set(reason, tell);
    const user = request?.accountability?.user;
    const known = [
      reason,
      ...(user ? [`user ${user}`] : []),
      ...(request?.id === undefined ? [] : [`request ${request.id}`]),
    ];
    tell(`Refused a closed endpoint: ${known.join(', ')}.`);
  };
}

/**
 * Filter of `users.update`: lets nobody but an administrator change a password inside a batch.
 *
 * Directus 11.17.4 keeps a batch in one transaction, and hashes in it: on SQLite, which has one connection,
 * a hundred passwords in one request made every other request wait for half a minute.
 *
 * @returns the payload as it was
 * @throws InvalidPayloadError before the batch's first password is hashed
 */
function refuseBatchedPassword(
  payload: object,
  _meta: unknown,
  { database, accountability }: FilterContext,
): object {
  const isFree = accountability === null || accountability.admin === true;
  if (!isFree && database.isTransaction === true && 'password' in payload) {
    throw new InvalidPayloadError({ reason: 'A password is changed on its own, not in a batch' });
  }
  return payload;
}
