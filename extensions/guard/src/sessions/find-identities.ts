/**
 * Whose tokens these are: the one query behind the introspection.
 *
 * Guarantees: one statement answers for all tokens, so they are judged by one moment. A login counts only while its session hasn't expired and its user is active; rights are those
 * that the policies give now.
 *
 * Doesn't guarantee: that a token was signed or hasn't expired; who asks has verified it before.
 */
import type { Knex } from 'knex';
import { inList, isPostgres, listBinding } from '../shared/directus.ts';
import { createPreparedRows } from '../shared/prepared-rows.ts';

/** Who a live login or a static token belongs to, as the database says at this moment. */
export interface IdentityRow {
  /** `outlived`: a login that began longer ago than one may last. */
  kind: 'login' | 'outlived' | 'static';
  /** The `sid`, or the static token. */
  key: string;
  /** The session's token; null for a static token. */
  session: string | null;
  userId: string;
  email: string | null;
  firstName: string | null;
  subscriptionTier: string | null;
  roleId: string | null;
  roleName: string | null;
  isAdmin: 0 | 1;
  hasSecondFactor: 0 | 1;
  /** One of `sessionHashes` that the login had until after `rotatedSince`; a row for each of them. */
  replacedHash: string | null;
}

interface IdentityQuery {
  sids: readonly string[];
  /** Hashes of the session tokens that tokens of `session` mode name. */
  sessionHashes: readonly string[];
  /** Epoch milliseconds. */
  rotatedSince: number;
  /** Logins that began then or earlier have outlived their time; epoch milliseconds. */
  outlivedBefore: number;
  staticTokens: readonly string[];
}

/**
 * Rights come from policies on the user, on its role and on every role above it. A policy that is
 * bound to addresses counts only where the caller asks for it: from here nobody knows the client's address.
 */
export const adminRights = ({ withAddressBound = false } = {}) => `
WITH RECURSIVE
admin_policies (id) AS (
  SELECT id FROM directus_policies
  WHERE admin_access = true ${withAddressBound ? '' : "AND (ip_access IS NULL OR ip_access = '')"}
),
admin_roles (id) AS (
  SELECT a.role FROM directus_access a JOIN admin_policies p ON p.id = a.policy
  WHERE a.role IS NOT NULL
  UNION
  SELECT r.id FROM directus_roles r JOIN admin_roles above ON r.parent = above.id
),
admin_users (id) AS (
  SELECT a."user" FROM directus_access a JOIN admin_policies p ON p.id = a.policy
  WHERE a."user" IS NOT NULL
)`;

/** Finds all of them in one statement, however many there are. */
export function createFindIdentities(db: Knex) {
  const hasTier = createTierCheck(db);
  const preparedRows = createPreparedRows(db);
  return async (query: IdentityQuery): Promise<IdentityRow[]> => {
    const { sids, sessionHashes, rotatedSince, outlivedBefore, staticTokens } = query;
    if (sids.length === 0 && staticTokens.length === 0) return [];
    const tier = (await hasTier()) ? 'u.subscription_tier' : 'NULL';
    const selects: string[] = [];
    if (sids.length > 0) selects.push(loginsSql(db, tier));
    if (staticTokens.length > 0) selects.push(staticTokensSql(db, tier));
    const [answer] = await preparedRows<{ rows: string | IdentityRow[] | null }>(
      `${adminRights()} ${asOneValue(db, selects.join(' UNION ALL '))}`,
      [
        ...(sids.length > 0
          ? [
              outlivedBefore,
              rotatedSince,
              listBinding(db, sessionHashes),
              listBinding(db, sids),
              new Date(),
            ]
          : []),
        ...(staticTokens.length > 0 ? [listBinding(db, staticTokens)] : []),
      ],
    );
    const rows = answer?.rows ?? [];
    return typeof rows === 'string' ? JSON.parse(rows) : rows;
  };
}

function loginsSql(db: Knex, tier: string): string {
  return `
    SELECT CASE WHEN l.begun_at <= CAST(? AS bigint) THEN 'outlived' ELSE 'login' END AS kind,
      l.sid AS key, l.session AS session, ${identityColumns(tier)},
      t.token_hash AS "replacedHash"
    FROM genie_access_sessions l
    JOIN directus_sessions s ON s.token = l.session
    JOIN directus_users u ON u.id = s."user"
    LEFT JOIN directus_roles r ON r.id = u.role
    LEFT JOIN genie_rotated_tokens t
      ON t.sid = l.sid AND t.rotated_at >= ? AND t.token_hash ${inList(db)}
    WHERE l.sid ${inList(db)} AND s.expires >= ? AND u.status = 'active'`;
}

function staticTokensSql(db: Knex, tier: string): string {
  return `
    SELECT 'static' AS kind, u.token AS key, NULL AS session, ${identityColumns(tier)},
      NULL AS "replacedHash"
    FROM directus_users u LEFT JOIN directus_roles r ON r.id = u.role
    WHERE u.token ${inList(db)} AND u.status = 'active'`;
}

function identityColumns(tier: string): string {
  return `
    u.id AS "userId", u.email AS email, u.first_name AS "firstName", ${tier} AS "subscriptionTier",
    u.role AS "roleId", r.name AS "roleName",
    CASE WHEN u.role IN (SELECT id FROM admin_roles) OR u.id IN (SELECT id FROM admin_users)
      THEN 1 ELSE 0 END AS "isAdmin",
    CASE WHEN u.tfa_secret IS NULL THEN 0 ELSE 1 END AS "hasSecondFactor"`;
}

const columns: readonly (keyof IdentityRow)[] = [
  'kind',
  'key',
  'session',
  'userId',
  'email',
  'firstName',
  'subscriptionTier',
  'roleId',
  'roleName',
  'isAdmin',
  'hasSecondFactor',
  'replacedHash',
];

/** All rows as JSON in one value: the drivers take longer over a row's columns than the database over the query. */
function asOneValue(db: Knex, select: string): string {
  if (isPostgres(db)) return `SELECT json_agg(found) AS rows FROM (${select}) found`;
  const pairs = columns.map((column) => `'${column}', "${column}"`);
  return `SELECT json_group_array(json_object(${pairs.join()})) AS rows FROM (${select})`;
}

/** The field is made by the desired state, which is applied only after Directus's first start. */
function createTierCheck(db: Knex): () => Promise<boolean> {
  let isThere = false;
  return async () => {
    isThere ||= await db.schema.hasColumn('directus_users', 'subscription_tier');
    return isThere;
  };
}
