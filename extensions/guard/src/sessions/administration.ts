/**
 * What administrators may do to the logins of users: end them, and count them.
 *
 * `POST /genie/sign-out {userId}` guarantees: every access and refresh token that the user's logins were given before
 * the answer is dead from the next request on. It goes by the sessions of Directus's own table, so logins of before the
 * guard's installation end as well. Doesn't end a static token, which is no login, and keeps nobody from logging in
 * again.
 *
 * `POST /genie/session-counts {userIds}` guarantees: a login counts once, whatever its mode and however often it was
 * refreshed; users without one have 0.
 */
import { ForbiddenError, InvalidPayloadError, isDirectusError } from '@directus/errors';
import type { Knex } from 'knex';
import { actorOf } from '../audit/actor.ts';
import { logAdministratorAct } from '../audit/log-act.ts';
import {
  type DirectusRequest,
  type DirectusResponse,
  inList,
  type Logger,
  listBinding,
  type Next,
  queryRows,
} from '../shared/directus.ts';

interface AdministrationDeps {
  db: Knex;
  logger: Logger;
  /** How long a login may last. */
  maxSessionMs: number;
}

type Handler = (
  request: Pick<DirectusRequest, 'body' | 'accountability'>,
  response: Pick<DirectusResponse, 'json'>,
  next: Next,
) => Promise<void>;

const maxUsers = 500;
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export function createSignOut({ db, logger }: Omit<AdministrationDeps, 'maxSessionMs'>): Handler {
  return forAdministrators(logger, 'A sign-out failed.', async (body, administrator) => {
    const userId = userIdOf(body);
    const by = actorOf(administrator);
    const ended = await db.transaction(async (trx) => {
      const count = await endAllLogins(trx, userId);
      const act = { area: 'admin', action: 'sign_out_user', detail: `logins=${count}` } as const;
      await logAdministratorAct(trx, { ...act, collection: 'directus_users', item: userId, by });
      return count;
    });
    logger.info(`${administrator} ended ${ended} logins of the user ${userId}.`);
    return { ended };
  });
}

export function createSessionCounts({ db, logger, maxSessionMs }: AdministrationDeps): Handler {
  return forAdministrators(logger, 'Counting sessions failed.', async (body) => {
    const userIds = userIdsOf(body);
    const counted = await countLogins(db, userIds, Date.now() - maxSessionMs);
    return Object.fromEntries(userIds.map((id) => [id, counted.get(id) ?? 0]));
  });
}

/** The handler of a route behind Directus's authentication, which says who asks. */
export function forAdministrators(
  logger: Logger,
  onFailure: string,
  run: (body: unknown, administrator: unknown) => Promise<unknown>,
): Handler {
  return async ({ body, accountability }, response, next) => {
    try {
      if (accountability?.admin !== true) throw new ForbiddenError();
      response.json({ data: await run(body, accountability.user) });
    } catch (error) {
      if (!isDirectusError(error)) logger.error(error, onFailure);
      next(error);
    }
  };
}

interface EndedRow {
  token: string;
  next_token: string | null;
  expires: number | string | Date;
}

/** @returns how many logins there were; expired ones and rows kept for the grace of a refresh are none */
async function endAllLogins(db: Knex, userId: string): Promise<number> {
  const rows = await queryRows<EndedRow>(
    db,
    'DELETE FROM directus_sessions WHERE "user" = ? RETURNING token, next_token, expires',
    [userId],
  );
  const now = Date.now();
  return rows.filter(
    ({ token, next_token, expires }) =>
      (next_token === null || next_token === token) && new Date(expires).getTime() > now,
  ).length;
}

async function countLogins(
  db: Knex,
  userIds: readonly string[],
  begunAfter: number,
): Promise<Map<string, number>> {
  const rows = await queryRows<{ userId: string; logins: number | string }>(
    db,
    `SELECT s."user" AS "userId", COUNT(*) AS logins
     FROM genie_access_sessions l JOIN directus_sessions s ON s.token = l.session
     WHERE s.expires >= ? AND COALESCE(l.begun_at, ?) >= ? AND s."user" ${inList(db)}
     GROUP BY s."user"`,
    [new Date(), begunAfter, begunAfter, listBinding(db, userIds)],
  );
  return new Map(rows.map(({ userId, logins }) => [userId, Number(logins)]));
}

function userIdOf(body: unknown): string {
  const userId = property(body, 'userId');
  if (typeof userId === 'string' && uuid.test(userId)) return userId;
  throw new InvalidPayloadError({ reason: 'userId must be the id of a user' });
}

function userIdsOf(body: unknown): string[] {
  const list = property(body, 'userIds');
  const isList = Array.isArray(list) && list.length <= maxUsers;
  if (isList && list.every((id) => typeof id === 'string' && uuid.test(id))) return list;
  throw new InvalidPayloadError({ reason: `userIds must be at most ${maxUsers} ids of users` });
}

function property(body: unknown, name: string): unknown {
  return typeof body === 'object' && body !== null ? Reflect.get(body, name) : undefined;
}
