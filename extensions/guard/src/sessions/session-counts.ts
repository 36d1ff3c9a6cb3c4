/**
 * `POST /genie/session-counts {userIds}`: how many logins of each of these users live now, for administrators.
 *
 * Guarantees: counts a login once, whatever its mode and however often it was refreshed; users without one have 0.
 */
import { ForbiddenError, InvalidPayloadError, isDirectusError } from '@directus/errors';
import type { Knex } from 'knex';
import type { Logger, Next } from './directus-types.ts';
import { isPostgres, queryRows } from './query-rows.ts';

interface CountRequest {
  body?: unknown;
  accountability?: { admin?: boolean } | null;
}

interface CountResponse {
  json(body: unknown): unknown;
}

type Handler = (request: CountRequest, response: CountResponse, next: Next) => Promise<void>;

const maxUsers = 500;
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The handler of the route. It runs behind Directus's authentication, which says who asks. */
export function createSessionCounts(deps: { db: Knex; logger: Logger }): Handler {
  return async ({ body, accountability }, response, next) => {
    try {
      if (accountability?.admin !== true) throw new ForbiddenError();
      const userIds = userIdsOf(body);
      const counted = await countLogins(deps.db, userIds);
      const counts = userIds.map((id) => [id, counted.get(id) ?? 0]);
      response.json({ data: Object.fromEntries(counts) });
    } catch (error) {
      if (!isDirectusError(error)) deps.logger.error(error, 'Counting sessions failed.');
      next(error);
    }
  };
}

async function countLogins(db: Knex, userIds: readonly string[]): Promise<Map<string, number>> {
  const isOne = isPostgres(db) ? '= ANY (?)' : 'IN (SELECT value FROM json_each(?))';
  const rows = await queryRows<{ userId: string; logins: number | string }>(
    db,
    `SELECT s."user" AS "userId", COUNT(*) AS logins
     FROM genie_access_sessions l JOIN directus_sessions s ON s.token = l.session
     WHERE s.expires >= ? AND s."user" ${isOne}
     GROUP BY s."user"`,
    [new Date(), isPostgres(db) ? userIds : JSON.stringify(userIds)],
  );
  return new Map(rows.map(({ userId, logins }) => [userId, Number(logins)]));
}

function userIdsOf(body: unknown): string[] {
  const list = typeof body === 'object' && body !== null ? Reflect.get(body, 'userIds') : undefined;
  const isList = Array.isArray(list) && list.length <= maxUsers;
  if (isList && list.every((id) => typeof id === 'string' && uuid.test(id))) return list;
  throw new InvalidPayloadError({ reason: `userIds must be at most ${maxUsers} ids of users` });
}
