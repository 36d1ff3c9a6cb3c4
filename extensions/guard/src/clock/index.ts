/**
 * The clock: a process whose clock isn't the database's serves nothing.
 *
 * Guarantees: no request reaches a session, a token or a login while this process's clock is more than five seconds from
 * the database's: it's answered 503 before anything is compared or deleted, so a wrong clock ends nobody's login and
 * gives a stolen token no longer grace. Other processes go on, and this one does as soon as its clock is right again.
 *
 * Doesn't guarantee: anything about the database's own clock, by which all of them go.
 */
import { ServiceUnavailableError } from '@directus/errors';
import { maxClockSkewMs } from '@genie-helper/guard-protocol';
import type {
  DirectusRequest,
  DirectusResponse,
  HookContext,
  HookRegistration,
  Next,
} from '../shared/directus.ts';
import { createLimitedLog } from '../shared/limited-log.ts';
import { type ClockWatch, createAskDatabase, createClockWatch } from './clock-watch.ts';

/** What compares nothing with a time that others wrote: whether the process is alive, and what it counts. */
const openPaths = new Set(['/server/ping', '/genie/metrics']);

const retryAfterSeconds = 10;

/** @returns what metrics tell of the clock */
export function registerClock(
  { filter, init }: HookRegistration,
  { database, logger }: Pick<HookContext, 'database' | 'logger'>,
): Pick<ClockWatch, 'lastSkew'> {
  const watch = createClockWatch({ askDatabase: createAskDatabase(database) });
  const tell = createLimitedLog((line) => logger.error(line), { windowMs: 10_000 });

  /** @throws ServiceUnavailableError */
  async function assertRight(): Promise<void> {
    const skew = await watch.skew();
    if (Math.abs(skew) <= maxClockSkewMs) return;
    const seconds = Math.round(Math.abs(skew) / 1_000);
    const side = skew > 0 ? 'ahead of' : 'behind';
    tell(
      `This machine's clock is ${seconds} s ${side} the database's: nothing is served until they agree. Set both by NTP.`,
    );
    throw new ServiceUnavailableError({ service: 'clock', reason: "This server's clock is wrong" });
  }

  // Ahead of everything that looks at a token.
  init('app.before', ({ app }) => {
    app.use(
      (
        { path }: Pick<DirectusRequest, 'path'>,
        response: Pick<DirectusResponse, 'set'>,
        next: Next,
      ): void => {
        const checked = openPaths.has(path) ? Promise.resolve() : assertRight();
        checked.then(
          () => next(),
          (error: unknown) => {
            response.set('Retry-After', String(retryAfterSeconds));
            next(error);
          },
        );
      },
    );
  });
  filter('websocket.authenticate', async (accountability: unknown) => {
    await assertRight();
    return accountability;
  });
  return { lastSkew: watch.lastSkew };
}
