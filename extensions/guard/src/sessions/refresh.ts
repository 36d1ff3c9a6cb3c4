/**
 * Refreshes: Directus's, with the rotation of tokens done by the guard.
 *
 * Guarantees: a token is replaced once, in one statement, however many refreshes come with it at one moment and in
 * whichever mode; whoever comes within the grace is given what the login has now; a refresh makes no session row that
 * counts, so it can lose a race against a logout, but it can't bring anything back. A login that has lasted for as long
 * as one may is ended.
 */
import { InvalidCredentialsError, isDirectusError } from '@directus/errors';
import type { Knex } from 'knex';
import { type AuthenticationInstance, isPostgres, type Refresh } from '../shared/directus.ts';
import type { LastSeen } from './last-seen.ts';
import { adoptSession, endLogin, findLiveLogin, isTooOld, runForLogin } from './logins.ts';
import {
  endReusedLogin,
  findPresentedToken,
  graceEnd,
  hashToken,
  type PresentedToken,
  type ReuseDeps,
} from './refresh-grace.ts';
import type { RefreshTokens } from './refresh-tokens.ts';
import type { RefusalLog } from './refusals.ts';
import { createRotationLog, refuseFrequentRotation, rememberedMs } from './rotation-limit.ts';

export interface RefreshDeps extends Omit<ReuseDeps, 'db'> {
  refreshTokens: RefreshTokens;
  /** How long a login lasts, however often it is refreshed. */
  maxSessionMs: number;
  lastSeen: Pick<LastSeen, 'note'>;
  /** Told of a login that has lasted too long. */
  onRefusal: RefusalLog;
}

/** More often than this nobody loses a race against other refreshes of the same login. */
const attempts = 4;

/**
 * Directus's refresh with the rotation done by the guard, the same in every mode: first the session's
 * token is replaced in one statement, then Directus checks the user and signs tokens for it.
 *
 * What a token gives that was replaced already: `refresh-grace.ts`.
 */
export function createRefresh(original: Refresh, deps: RefreshDeps): Refresh {
  const { logger, refreshTokens, maxSessionMs, lastSeen } = deps;
  const tellFrequent = createRotationLog(logger);

  return async function refresh(token, options) {
    for (let attempt = 1; attempt <= attempts; attempt += 1) {
      const presented = await findPresentedToken({ db: this.knex, refreshTokens }, token);
      if (presented.kind === 'dead') break;
      if (presented.kind === 'share') return original.call(this, token, options);
      if ('begunAt' in presented && isTooOld(presented.begunAt, maxSessionMs)) {
        await endExpiredLogin(this.knex, presented.sid);
        break;
      }
      const login = await nextOf(this, token, presented, options?.session === true);
      if (login === undefined) continue;
      try {
        const tokens = await runForLogin(login.sid, () =>
          original.call(this, login.current, options),
        );
        lastSeen.note(login.sid);
        return tokens;
      } catch (error) {
        if (isDirectusError(error, 'INVALID_PROVIDER_CONFIG')) {
          await endUnvouchedLogin(this.knex, login.sid);
          throw new InvalidCredentialsError();
        }
        // The login may have been rotated once more since; then there is a newer token to go by.
        if (attempt === attempts || !isDirectusError(error, 'INVALID_CREDENTIALS')) throw error;
      }
    }
    throw new InvalidCredentialsError();
  };

  async function endExpiredLogin(db: Knex, sid: string): Promise<void> {
    const login = await findLiveLogin(db, sid, maxSessionMs);
    await endLogin(db, sid);
    deps.onRefusal({ reason: 'session_expired', userId: login?.userId });
  }

  /** Nobody here can vouch for the user, at no later refresh either. Directus answers 503, as if it were an outage. */
  async function endUnvouchedLogin(db: Knex, sid: string): Promise<void> {
    const login = await findLiveLogin(db, sid, maxSessionMs);
    await endLogin(db, sid);
    logger.warn(
      `A refresh of user ${login?.userId} was refused, since this Directus has no such provider; the login has been ended.`,
    );
  }

  /** The login that a refresh goes on with and its token now; undefined if it must look again. */
  async function nextOf(
    { knex }: AuthenticationInstance,
    token: string,
    presented: Exclude<PresentedToken, { kind: 'share' | 'dead' }>,
    isSessionMode: boolean,
  ): Promise<{ sid: string; current: string } | undefined> {
    if (presented.kind === 'unlinked') {
      await adoptSession(knex, token);
      return undefined;
    }
    if (presented.kind === 'current') {
      const { sid } = presented;
      const rotation = { sid, token, keepsOldRow: isSessionMode };
      const current = await rotateOrTell(knex, rotation);
      return current === undefined ? undefined : { sid, current };
    }
    if (presented.isInGrace) return presented;
    await endReusedLogin({ ...deps, db: knex }, token);
    throw new InvalidCredentialsError();
  }

  async function rotateOrTell(db: Knex, rotation: Rotation): Promise<string | undefined> {
    try {
      return await rotateSession(db, refreshTokens, rotation);
    } catch (error) {
      if (isDirectusError(error, 'REQUESTS_EXCEEDED')) {
        tellFrequent((await findLiveLogin(db, rotation.sid, maxSessionMs))?.userId);
      }
      throw error;
    }
  }
}

/** The year 10000: what is remembered of a login goes with it. */
const whileItLives = 253_402_300_800_000;

export interface Rotation {
  sid: string;
  token: string;
  /** Keeps a row for the replaced token, as Directus's own check of `session` tokens wants one. */
  keepsOldRow: boolean;
}

/**
 * Replaces a session's token in place and remembers the old one, in one transaction. Returns the new
 * token, or undefined if the session has ended or another refresh was faster.
 *
 * A token that says by itself which login it was made for is remembered for the grace and the limit alone, one that
 * Directus made while its login lives.
 *
 * `next_token` is set to the token itself: Directus then takes the session for one that is already
 * rotated and never rotates it, nor adds a row, on its own.
 *
 * @throws DirectusError `REQUESTS_EXCEEDED`, see `rotation-limit.ts`
 */
export async function rotateSession(
  db: Knex,
  refreshTokens: RefreshTokens,
  rotation: Rotation,
): Promise<string | undefined> {
  const { token, sid } = rotation;
  const next = refreshTokens.create(sid);
  return await db.transaction(async (trx) => {
    if (isPostgres(db)) await lockUser(trx, token);
    const moved = await trx('directus_sessions')
      .where({ token })
      .andWhere('expires', '>=', new Date())
      // Not the row that a faster refresh has just kept of this token for its grace.
      .andWhere((row) => row.whereNull('next_token').orWhere('next_token', trx.ref('token')))
      .update({ token: next, next_token: next });
    if (moved === 0) return undefined;
    const now = Date.now();
    await refuseFrequentRotation(trx, sid, now);
    await trx('genie_rotated_tokens').insert({
      token_hash: hashToken(token),
      sid,
      rotated_at: now,
      expires_at: refreshTokens.loginOf(token) === sid ? now + rememberedMs : whileItLives,
    });
    await trx('genie_rotated_tokens').where({ sid }).andWhere('expires_at', '<', now).delete();
    if (rotation.keepsOldRow) {
      await keepRowForGrace(trx, token, next, graceEnd(now));
    }
    return next;
  });
}

/**
 * A change of e-mail locks the user and then, by the trigger, the session. In the other order the two
 * would wait for each other, because a new row of a session locks its user.
 */
async function lockUser(trx: Knex, token: string): Promise<void> {
  await trx.raw(
    `SELECT 1 FROM directus_users u JOIN directus_sessions s ON s."user" = u.id
     WHERE s.token = ? FOR KEY SHARE OF u`,
    [token],
  );
}

async function keepRowForGrace(trx: Knex, old: string, next: string, until: Date): Promise<void> {
  const columns = ['user', 'ip', 'user_agent', 'origin'];
  await trx(
    trx.raw('directus_sessions (token, next_token, expires, ??, ??, ??, ??)', columns),
  ).insert(
    trx('directus_sessions')
      .select(trx.raw('?, ?, ?', [old, next, until]), ...columns)
      .where({ token: next }),
  );
}
