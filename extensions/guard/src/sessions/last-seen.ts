/**
 * When each login was last used, for its owner's eyes.
 *
 * Guarantees: a check only notes the login in memory; what was noted is written later, many logins in one statement. A
 * login is written at most once in five minutes, over all processes together. No check and no refresh waits for it, and
 * none fails because of it.
 *
 * Doesn't guarantee: that the last use before a process dies is written.
 */
import type { Knex } from 'knex';
import { inList, isPostgres, type Logger, listBinding, queryRows } from '../shared/directus.ts';

export const lastSeenEveryMs = 5 * 60_000;

/** How long what was noted is collected. */
const pauseMs = 5_000;

/** In one statement: it keeps SQLite's one connection. */
const mostAtOnce = 500;

export interface LastSeen {
  /** The login was used just now. */
  note(sid: string | undefined): void;
  /** Writes what was noted. Never rejects. */
  flush(): Promise<void>;
}

/** @param maxRemembered logins of which it is known that they needn't be written; the oldest are forgotten */
export function createLastSeen(
  { db, logger }: { db: Knex; logger: Pick<Logger, 'warn'> },
  maxRemembered = 100_000,
): LastSeen {
  const notedAt = new Map<string, number>();
  const waiting = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  let hasFailed = false;

  function wait(): void {
    timer ??= setTimeout(() => void flush(), pauseMs).unref();
  }

  async function flush(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    const sids = [...waiting].slice(0, mostAtOnce);
    if (sids.length === 0) return;
    for (const sid of sids) waiting.delete(sid);
    try {
      await writeLastSeen(db, sids, Date.now());
      hasFailed = false;
    } catch (error) {
      for (const sid of sids) notedAt.delete(sid);
      if (!hasFailed) logger.warn(`When logins were last used can't be written now: ${error}`);
      hasFailed = true;
    }
    if (waiting.size > 0) wait();
  }

  return {
    note(sid) {
      if (sid === undefined) return;
      const now = Date.now();
      const before = notedAt.get(sid);
      if (before !== undefined && now - before < lastSeenEveryMs) return;
      notedAt.delete(sid);
      notedAt.set(sid, now);
      waiting.add(sid);
      const [oldest] = notedAt.keys();
      if (notedAt.size > maxRemembered && oldest !== undefined) notedAt.delete(oldest);
      wait();
    },
    flush,
  };
}

/** @param now epoch milliseconds */
async function writeLastSeen(db: Knex, sids: readonly string[], now: number): Promise<void> {
  // Two processes that write the same logins in another order would wait for each other. Who has it locked writes it.
  const others = isPostgres(db) ? 'FOR NO KEY UPDATE SKIP LOCKED' : '';
  await queryRows(
    db,
    `UPDATE genie_access_sessions SET last_seen_at = ? WHERE sid IN (
       SELECT sid FROM genie_access_sessions
       WHERE sid ${inList(db)} AND COALESCE(last_seen_at, 0) <= ? ${others}
     )`,
    [now, listBinding(db, sids), now - lastSeenEveryMs],
  );
}
