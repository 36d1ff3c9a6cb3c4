/**
 * Ends a Directus whose pool of connections can't recover, so that whoever runs it starts it anew.
 *
 * Guarantees: where no query has been answered for a while though some were asked, and a new connection beside the pool
 * is answered at once, this process ends with a line that says why. While the database itself is away it doesn't: a new
 * start wouldn't help, and the pool goes on by itself. Nor where there is much to do: then queries are answered.
 */
import { setTimeout as delay } from 'node:timers/promises';
import type { Knex } from 'knex';
import { queryRows } from '../shared/directus.ts';

export interface StuckOptions {
  /** How long nothing may be answered, in milliseconds. */
  stuckAfterMs: number;
  /** Asks the database by a connection beside the pool. @throws if it's away */
  askBesidePool?: (db: Knex) => Promise<void>;
  now?: () => number;
}

/** The state of the pool as it's found again and again. */
export type StuckWatch = ReturnType<typeof watchPool>;

/**
 * @param db whose pool is watched
 * @param end is called once, with what to write to the log
 */
export function watchPool(
  db: Knex,
  end: (reason: string) => void,
  { stuckAfterMs, askBesidePool = askByNewConnection, now = () => performance.now() }: StuckOptions,
) {
  let answeredAt = now();
  let isAsking = false;
  db.on('query-response', () => {
    answeredAt = now();
  });
  return {
    /** Looks once. It asks something itself, so that a pool without traffic isn't taken for a stuck one. */
    async look(): Promise<void> {
      if (isAsking) return;
      isAsking = true;
      try {
        const asked = queryRows(db, 'SELECT 1', []).catch(() => {});
        await Promise.race([asked, delay(stuckAfterMs, undefined, { ref: false })]);
        if (now() - answeredAt < stuckAfterMs) return;
        await askBesidePool(db);
        if (now() - answeredAt < stuckAfterMs) return;
        const seconds = Math.round((now() - answeredAt) / 1_000);
        end(
          `The database answers, but no connection of this process has for ${seconds} s. It ends, to be started anew.`,
        );
      } catch {
        // The database is away. That isn't the pool's fault.
      } finally {
        isAsking = false;
      }
    },
  };
}

async function askByNewConnection({ client }: Knex): Promise<void> {
  const limit = delay(5_000, undefined, { ref: false }).then(() => {
    throw new Error('no answer');
  });
  limit.catch(() => {});
  const opening: Promise<{ query(text: string): Promise<unknown> }> = client.acquireRawConnection();
  try {
    const connection = await Promise.race([opening, limit]);
    await Promise.race([connection.query('SELECT 1'), limit]);
  } finally {
    opening.then((connection) => client.destroyRawConnection(connection)).catch(() => {});
  }
}
