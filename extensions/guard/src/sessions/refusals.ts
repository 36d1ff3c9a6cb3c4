/**
 * Why tokens were refused: for an operator, in the log, and for our API, in the introspection.
 *
 * Guarantees: a reason changes no verdict and no answer to whoever sent the token: what has to be looked up for it is
 * looked up once the token is refused, for the log after the answer, for the introspection in one statement a call. The
 * log names no token, and gets at most 20 lines a minute from here, however many tokens are refused; the next line says
 * how many weren't told.
 *
 * Doesn't guarantee: that it's still as it was when the token was refused.
 */
import type { TokenRefusal } from '@genie-helper/guard-protocol';
import type { Knex } from 'knex';
import {
  type DirectusRequest,
  inList,
  type Logger,
  listBinding,
  queryRows,
} from '../shared/directus.ts';

const linesAWindow = 20;
const windowMs = 60_000;
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export interface Refusal {
  reason: TokenRefusal;
  /** As a verified token names it. */
  userId?: string | undefined;
  request?: DirectusRequest | undefined;
}

export type RefusalLog = (refusal: Refusal) => void;

/** @param now epoch milliseconds */
export function createRefusalLog(
  { db, logger }: { db: Knex; logger: Logger },
  now: () => number = Date.now,
): RefusalLog {
  let windowStart = Number.NEGATIVE_INFINITY;
  let lines = 0;
  let untold = 0;

  return (refusal) => {
    const time = now();
    if (time - windowStart >= windowMs) {
      windowStart = time;
      lines = 0;
    }
    if (lines >= linesAWindow) {
      untold += 1;
      return;
    }
    lines += 1;
    const more = untold === 0 ? '' : `; ${untold} more were refused since the last line`;
    untold = 0;
    void describe(db, refusal).then((text) => logger.info(`Refused a token: ${text}${more}.`));
  };
}

/** Never rejects. */
async function describe(db: Knex, { reason, userId, request }: Refusal): Promise<string> {
  const isEnded = reason === 'session_ended' && userId !== undefined;
  const byUser = isEnded ? await explainEndedLogins(db, [userId]) : undefined;
  const known = [
    byUser?.get(userId ?? '') ?? reason,
    ...(userId === undefined ? [] : [`user ${userId}`]),
    ...(request?.id === undefined ? [] : [`request ${request.id}`]),
  ];
  return known.join(', ');
}

/**
 * Whether logins that aren't live ended because of their user; who isn't in the answer has merely no such login.
 * Nobody is refused or let in for it, so a database that fails leaves the answer empty.
 */
export async function explainEndedLogins(
  db: Knex,
  userIds: readonly string[],
): Promise<Map<string, 'user_deleted' | 'user_inactive'>> {
  const asked = [...new Set(userIds)].filter((id) => uuid.test(id));
  const reasons = new Map<string, 'user_deleted' | 'user_inactive'>();
  if (asked.length === 0) return reasons;
  try {
    const sql = `SELECT id, status FROM directus_users WHERE id ${inList(db)}`;
    const users = await queryRows<{ id: string; status: string }>(db, sql, [
      listBinding(db, asked),
    ]);
    for (const id of asked) reasons.set(id, 'user_deleted');
    for (const { id, status } of users) {
      if (status === 'active') reasons.delete(id);
      else reasons.set(id, 'user_inactive');
    }
  } catch {}
  return reasons;
}
