/**
 * What tokens are worth, by their signatures and one look at the database.
 *
 * Guarantees: a token counts only if its signature and expiry hold and its login lives at the moment of the call, or if
 * it is the static token of an active user. One answer a token, in their order; none depends on another's. A reason
 * changes no verdict.
 *
 * Doesn't guarantee: who asks; the route in `introspection.ts` sees to that.
 */
import type { IntrospectionEntry, TokenIdentity, TokenRefusal } from '@genie-helper/guard-protocol';
import type { Knex } from 'knex';
import type { AccessClaims, VerifiedToken, VerifyAccessToken } from './access-token.ts';
import { createFindIdentities, type IdentityRow } from './find-identities.ts';
import type { LastSeen } from './last-seen.ts';
import { hasTokenOfNow, type LiveLogin, mismatchOf } from './logins.ts';
import { graceStart, hashToken } from './refresh-grace.ts';
import { explainEndedLogins } from './refusals.ts';
import type { ReusedLogins } from './reused-logins.ts';

export interface IntrospectDeps {
  db: Knex;
  verify: VerifyAccessToken;
  reusedLogins: Pick<ReusedLogins, 'has'>;
  /** How long a login may last. */
  maxSessionMs: number;
  /** Told of every login whose token counts. */
  lastSeen: Pick<LastSeen, 'note'>;
}

type Verdict = TokenIdentity | TokenRefusal;

/** The column's length in Directus; longer texts can't be static tokens. */
const maxStaticToken = 255;

/**
 * @returns for each token, in order, whom it stands for; one that doesn't count is null, or carries its reason where that
 *   is asked for
 */
export function createIntrospectTokens(deps: IntrospectDeps) {
  const { db, verify, reusedLogins, maxSessionMs, lastSeen } = deps;
  const findIdentities = createFindIdentities(db);

  return async (
    tokens: readonly string[],
    { reasons } = { reasons: false },
  ): Promise<IntrospectionEntry[]> => {
    const verified = tokens.map(verify);
    const verdicts = await judge(tokens, verified);
    if (!reasons) return verdicts.map((verdict) => (typeof verdict === 'string' ? null : verdict));
    const ended = verified.filter((_, index) => verdicts[index] === 'session_ended');
    const byUser = await explainEndedLogins(db, ended.flatMap(userOf));
    return verdicts.map((verdict, index) => {
      if (typeof verdict !== 'string') return verdict;
      const claims = verified[index];
      if (verdict !== 'session_ended') return { refused: verdict };
      if (typeof claims === 'object' && reusedLogins.has(claims.sid)) return { refused: 'reused' };
      const [userId = ''] = userOf(claims);
      return { refused: byUser.get(userId) ?? verdict };
    });
  };

  /** All tokens in one statement, so that they are judged by one moment. */
  async function judge(
    tokens: readonly string[],
    verified: readonly VerifiedToken[],
  ): Promise<Verdict[]> {
    const claimed = verified.filter((claims) => typeof claims === 'object');
    const candidates = tokens.filter(
      (token, index) => verified[index] === 'opaque' && mayBeStatic(token),
    );
    const rows = await findIdentities({
      sids: claimed.flatMap(({ sid }) => sid ?? []),
      sessionHashes: claimed.flatMap(({ session }) => (session ? hashToken(session) : [])),
      rotatedSince: graceStart(),
      outlivedBefore: Date.now() - maxSessionMs,
      staticTokens: candidates,
    });
    const logins = byKey(rows, (kind) => kind !== 'static');
    const statics = byKey(rows, (kind) => kind === 'static');
    const replaced = new Set(rows.map(({ key, replacedHash }) => `${key} ${replacedHash}`));
    return tokens.map((token, index) => {
      const claims = verified[index];
      if (typeof claims === 'object') {
        const login = logins.get(claims.sid ?? '');
        const verdict = loginVerdict(claims, login, replaced);
        if (typeof verdict === 'object') lastSeen.note(claims.sid);
        return verdict;
      }
      if (claims === 'forged' || claims === 'expired') return claims;
      const row = statics.get(token);
      if (row !== undefined) return identity(row, null);
      return mayBeStatic(token) ? 'unknown' : 'malformed';
    });
  }
}

function loginVerdict(
  claims: AccessClaims,
  row: IdentityRow | undefined,
  replaced: ReadonlySet<string>,
): Verdict {
  const login = loginOf(row);
  const mismatch = mismatchOf(claims, login);
  if (mismatch !== undefined) return mismatch;
  if (row === undefined || login === undefined) return 'session_ended';
  const isOfNow =
    hasTokenOfNow(claims, login) ||
    replaced.has(`${claims.sid} ${hashToken(claims.session ?? '')}`);
  return isOfNow ? identity(row, claims.exp * 1000) : 'session_replaced';
}

function loginOf(row: IdentityRow | undefined): LiveLogin | undefined {
  if (row === undefined || row.session === null) return undefined;
  const { session, userId, roleId } = row;
  return { session, userId, roleId, isTooOld: row.kind === 'outlived' };
}

function userOf(claims: VerifiedToken | undefined): string[] {
  return typeof claims === 'object' && claims.id !== undefined ? [claims.id] : [];
}

/** A text that the database could hold: PostgreSQL refuses a whole statement for one NUL. */
function mayBeStatic(token: string): boolean {
  if (token.length === 0 || token.length > maxStaticToken) return false;
  return token.isWellFormed() && !/\p{Cc}/u.test(token);
}

function byKey(
  rows: readonly IdentityRow[],
  isWanted: (kind: IdentityRow['kind']) => boolean,
): Map<string, IdentityRow> {
  return new Map(rows.filter(({ kind }) => isWanted(kind)).map((row) => [row.key, row]));
}

function identity(row: IdentityRow, expiresAt: number | null): TokenIdentity {
  const { userId, email, firstName, roleId, roleName, subscriptionTier } = row;
  const isAdmin = row.isAdmin === 1 || roleName === 'Administrator';
  const hasSecondFactor = row.hasSecondFactor === 1;
  return {
    userId,
    email,
    firstName,
    roleId,
    roleName,
    isAdmin,
    hasSecondFactor,
    subscriptionTier,
    expiresAt,
  };
}
