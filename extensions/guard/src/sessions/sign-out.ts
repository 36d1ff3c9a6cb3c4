/**
 * `POST /genie/sign-out {userId}`: ends all logins of a user, for administrators.
 *
 * Guarantees: every access and refresh token that the user's logins were given before the answer is dead from the
 * next request on. It goes by the sessions of Directus's own table, so logins of before the guard's installation end
 * as well. Doesn't end a static token, which is no login, and keeps nobody from logging in again.
 */
import { ForbiddenError, InvalidPayloadError, isDirectusError } from '@directus/errors';
import type { Knex } from 'knex';
import type { Logger, Next } from './directus-types.ts';
import { queryRows } from './query-rows.ts';

interface SignOutRequest {
  body?: unknown;
  accountability?: { admin?: boolean; user?: string | null } | null;
}

interface SignOutResponse {
  json(body: unknown): unknown;
}

type Handler = (request: SignOutRequest, response: SignOutResponse, next: Next) => Promise<void>;

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The handler of the route. It runs behind Directus's authentication, which says who asks. */
export function createSignOut(deps: { db: Knex; logger: Logger }): Handler {
  return async ({ body, accountability }, response, next) => {
    try {
      if (accountability?.admin !== true) throw new ForbiddenError();
      const userId = userIdOf(body);
      const ended = await endAllLogins(deps.db, userId);
      deps.logger.info(`${accountability.user} ended ${ended} logins of the user ${userId}.`);
      response.json({ data: { ended } });
    } catch (error) {
      if (!isDirectusError(error)) deps.logger.error(error, 'A sign-out failed.');
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

function userIdOf(body: unknown): string {
  const userId =
    typeof body === 'object' && body !== null ? Reflect.get(body, 'userId') : undefined;
  if (typeof userId === 'string' && uuid.test(userId)) return userId;
  throw new InvalidPayloadError({ reason: 'userId must be the id of a user' });
}
