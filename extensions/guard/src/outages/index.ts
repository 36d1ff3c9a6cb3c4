/**
 * Outages of the database, told as what they are, and kept to what they concern.
 *
 * Guarantees: a request at Directus over REST or GraphQL, sign-in and refresh among them, that fails because its
 * database is away, slow, full or locked is answered 503 with `Retry-After`, not 500, and not 200 with the error inside:
 * clients may try again, and proxies may ask another process. The log has what the database said, one line in ten
 * seconds. Every other failure stays what it was, so a mistake of ours is never told as an outage.
 * On PostgreSQL, what waits for one collection leaves connections for the others (`collection-share.ts`), and a process
 * whose connections don't come back ends (`end-when-stuck.ts`).
 *
 * Doesn't guarantee 503 for a GraphQL document of several mutations of which some are done.
 */
import { ServiceUnavailableError } from '@directus/errors';
import type {
  DirectusRequest,
  DirectusResponse,
  HookContext,
  HookRegistration,
  Next,
} from '../shared/directus.ts';
import { createLimitedLog } from '../shared/limited-log.ts';
import type { GuardSettings } from '../shared/settings.ts';
import { boundCollections } from './collection-share.ts';
import { describeOutage } from './describe-outage.ts';
import { watchPool } from './end-when-stuck.ts';
import { throwOutagesOfGraphql } from './graphql.ts';
import { registerReadiness } from './ready.ts';

const retryAfterSeconds = 2;

/** A pool is stuck after so many times of what one query may take. */
const stuckAfterQueries = 3;

/** @throws Error if this Directus isn't one that the guard was made for */
export function registerOutages(
  { init }: Pick<HookRegistration, 'init'>,
  { logger, services, database }: Pick<HookContext, 'logger' | 'services' | 'database'>,
  { queryTimeoutMs }: Pick<GuardSettings, 'queryTimeoutMs'>,
): void {
  throwOutagesOfGraphql(services, database);
  registerReadiness({ init }, database);
  boundCollections(services, database);
  if (queryTimeoutMs > 0) endWhenStuck(database, logger, queryTimeoutMs);
  const tell = createLimitedLog((line) => logger.error(line), { windowMs: 10_000 });

  // Express knows what handles errors by its four parameters.
  function answerOutage(
    error: unknown,
    _request: Pick<DirectusRequest, 'id'>,
    response: Pick<DirectusResponse, 'headersSent' | 'set'>,
    next: Next,
  ): void {
    const outage = describeOutage(error);
    if (outage === undefined) {
      next(error);
      return;
    }
    tell(`The database can't be used: ${outage}.`);
    if (!response.headersSent) response.set('Retry-After', String(retryAfterSeconds));
    next(
      new ServiceUnavailableError({
        service: 'database',
        reason: "The database can't be used now",
      }),
    );
  }

  // Behind every route and before Directus's own handler of errors.
  init('routes.custom.after', ({ app }) => app.use(answerOutage));
}

function endWhenStuck(
  database: HookContext['database'],
  logger: HookContext['logger'],
  queryTimeoutMs: number,
): void {
  const end = (reason: string) => {
    logger.error(reason);
    // A moment for the line to be written.
    setTimeout(() => process.exit(1), 200);
  };
  const watch = watchPool(database, end, { stuckAfterMs: queryTimeoutMs * stuckAfterQueries });
  setInterval(() => void watch.look(), queryTimeoutMs / 2).unref();
}
