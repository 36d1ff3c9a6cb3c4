import type { TokenIdentity } from '@genie-helper/guard-protocol';
import type { Knex } from 'knex';
import type { AccessClaims, VerifyAccessToken } from './access-token.ts';
import { createFindIdentities, type IdentityRow } from './find-identities.ts';
import { hasTokenOfNow, isSameLogin } from './logins.ts';
import { graceStart, hashToken } from './refresh-grace.ts';

export interface IntrospectDeps {
  db: Knex;
  verify: VerifyAccessToken;
}

/** For each token, in order, whom it stands for, or null if it doesn't count. */
export type IntrospectTokens = (tokens: readonly string[]) => Promise<(TokenIdentity | null)[]>;

/** The column's length in Directus; longer texts can't be static tokens. */
const maxStaticToken = 255;

export function createIntrospectTokens({ db, verify }: IntrospectDeps): IntrospectTokens {
  const findIdentities = createFindIdentities(db);

  return async (tokens) => {
    const verified = tokens.map(verify);
    const claimed = verified.filter((claims) => typeof claims === 'object');
    const candidates = tokens.filter(
      (token, index) => verified[index] === 'opaque' && mayBeStatic(token),
    );
    const rows = await findIdentities({
      sids: claimed.flatMap(({ sid }) => sid ?? []),
      sessionHashes: claimed.flatMap(({ session }) => (session ? hashToken(session) : [])),
      rotatedSince: graceStart(),
      staticTokens: candidates,
    });
    const logins = byKey(rows, 'login');
    const statics = byKey(rows, 'static');
    const replaced = new Set(rows.map(({ key, replacedHash }) => `${key} ${replacedHash}`));
    return tokens.map((token, index) => {
      const claims = verified[index];
      if (claims === 'opaque') return identity(statics.get(token), null);
      if (typeof claims !== 'object') return null;
      return loginIdentity(claims, logins.get(claims.sid ?? ''), replaced);
    });
  };
}

function loginIdentity(
  claims: AccessClaims,
  row: IdentityRow | undefined,
  replaced: ReadonlySet<string>,
): TokenIdentity | null {
  if (row === undefined || row.session === null) return null;
  const login = { session: row.session, userId: row.userId, roleId: row.roleId };
  if (!isSameLogin(claims, login)) return null;
  const { sid, session = '' } = claims;
  const counts = hasTokenOfNow(claims, login) || replaced.has(`${sid} ${hashToken(session)}`);
  return counts ? identity(row, claims.exp * 1000) : null;
}

/** A text that the database could hold: PostgreSQL refuses a whole statement for one NUL. */
function mayBeStatic(token: string): boolean {
  if (token.length === 0 || token.length > maxStaticToken) return false;
  return token.isWellFormed() && !/\p{Cc}/u.test(token);
}

function byKey(rows: readonly IdentityRow[], kind: IdentityRow['kind']): Map<string, IdentityRow> {
  return new Map(rows.filter((row) => row.kind === kind).map((row) => [row.key, row]));
}

function identity(row: IdentityRow | undefined, expiresAt: number | null): TokenIdentity | null {
  if (row === undefined) return null;
  const { userId, email, firstName, roleId, roleName, subscriptionTier } = row;
  const isAdmin = row.isAdmin === 1 || roleName === 'Administrator';
  return { userId, email, firstName, roleId, roleName, isAdmin, subscriptionTier, expiresAt };
}
