/**
 * Sign-ins from devices that weren't seen before.
 *
 * Guarantees: no login of an account that has been used before gives a token from a device that isn't known before the
 * notice of it is written, at whichever door: the API's, Directus's REST and GraphQL, single sign-on. A device is known
 * if one of two things was seen with this user before: the device's cookie, which the API sets at a sign-in, or the same
 * browser and system at the same part of the network (IPv4 /24, IPv6 /48). Both are kept as hashes, of the user's own.
 *
 * Doesn't guarantee: to tell apart two people with the same browser behind the same part of the network. The first
 * sign-in of an account isn't told, and neither are more than 20 new devices of one user in a day.
 */
import { createHash } from 'node:crypto';
import type { Knex } from 'knex';
import { plainAddress } from '../sessions/login-origin.ts';
import { describeDevice } from '../shared/device-name.ts';
import {
  type AuthenticationClass,
  isFirstTime,
  type Login,
  methodOf,
  queryRows,
} from '../shared/directus.ts';
import { addressKey, currentRequest, type HttpContext } from '../throttle/client-address.ts';
import { describeUserAgent } from './user-agent.ts';

const maxDevices = 50;
const maxNewDevices = 20;
const dayMs = 86_400_000;

/** Wraps every login, last, so that only one that gives tokens is looked at. */
export function watchSignIns(service: AuthenticationClass): void {
  const login = methodOf<Login>(service, 'AuthenticationService', 'login');
  if (!isFirstTime(service, Symbol.for('genie-helper.notices'))) return;

  const watched: Login = async function (provider, payload, options) {
    const beganAt = Date.now();
    const usedBefore = await wasUsedBefore(this.knex, payload);
    const tokens = await login.call(this, provider, payload, options);
    const client = currentRequest();
    const userId = tokens.id;
    // Our API asks for itself when it proves a password; that is nobody's sign-in.
    if (typeof userId !== 'string' || client === undefined || client.agent === undefined) {
      return tokens;
    }
    try {
      await noteSignIn(this.knex, { userId, client, at: beganAt, isFirst: usedBefore === false });
    } catch (error) {
      await this.knex('directus_sessions').where({ token: tokens.refreshToken }).delete();
      throw error;
    }
    return tokens;
  };
  Reflect.set(service.prototype, 'login', watched);
}

/** Undefined where the login names no account by its address. */
async function wasUsedBefore(
  db: Knex,
  { email }: Readonly<Record<string, unknown>>,
): Promise<boolean | undefined> {
  if (typeof email !== 'string') return undefined;
  const [user] = await queryRows<{ used: number }>(
    db,
    `SELECT CASE WHEN last_access IS NULL THEN 0 ELSE 1 END AS used
     FROM directus_users WHERE LOWER(email) = ?`,
    [email.toLowerCase()],
  );
  return user === undefined ? undefined : user.used === 1;
}

interface SignIn {
  userId: string;
  client: HttpContext;
  at: number;
  isFirst: boolean;
}

async function noteSignIn(db: Knex, { userId, client, at, isFirst }: SignIn): Promise<void> {
  const { agent = '', address, device } = client;
  const program = describeUserAgent(agent);
  const hashes = [
    hash(userId, 'place', `${program} ${networkOf(address)}`),
    ...(device === undefined ? [] : [hash(userId, 'cookie', device)]),
  ];
  await db.transaction(async (trx) => {
    // A write comes first: two processes on one SQLite then wait for each other, where one that has read is refused.
    await trx('genie_known_devices')
      .where({ user: userId })
      .update({ seen_at: trx.ref('seen_at') });
    const known = await trx('genie_known_devices')
      .where({ user: userId })
      .whereIn('device_hash', hashes)
      .first('device_hash');
    const isTold = known === undefined && !isFirst && !(await hasManyNew(trx, userId, at));
    await rememberDevice(trx, userId, hashes, at);
    if (!isTold) return;
    const named = describeDevice(agent) ?? 'an unknown program';
    await writeNotice(trx, userId, { program: named, address: plainAddress(address) }, at);
  });
}

async function hasManyNew(trx: Knex, userId: string, at: number): Promise<boolean> {
  const rows = await trx('genie_known_devices')
    .where({ user: userId })
    .where('first_seen_at', '>', at - dayMs)
    .limit(maxNewDevices)
    .select('device_hash');
  return rows.length >= maxNewDevices;
}

async function rememberDevice(trx: Knex, userId: string, hashes: readonly string[], at: number) {
  await trx('genie_known_devices')
    .insert(
      hashes.map((device_hash) => ({
        user: userId,
        device_hash,
        first_seen_at: at,
        seen_at: at,
      })),
    )
    .onConflict(['user', 'device_hash'])
    .merge({ seen_at: at });
  const newest = trx('genie_known_devices')
    .where({ user: userId })
    .orderBy('seen_at', 'desc')
    .limit(maxDevices)
    .select('device_hash');
  await trx('genie_known_devices')
    .where({ user: userId })
    .whereNotIn('device_hash', newest)
    .delete();
}

async function writeNotice(trx: Knex, userId: string, detail: object, at: number): Promise<void> {
  await trx('genie_notices')
    .where('at', '<', at - dayMs)
    .delete();
  await trx.raw(
    `INSERT INTO genie_notices ("user", kind, email, detail, at)
     SELECT id, 'sign-in', email, CAST(? AS text), CAST(? AS bigint)
     FROM directus_users WHERE id = ? AND email IS NOT NULL`,
    [JSON.stringify(detail), at, userId],
  );
}

/** The part of the network that a home, an office or a mobile provider's cell has: IPv4 /24, IPv6 /48. */
function networkOf(address: string | undefined): string {
  const key = addressKey(address);
  return key.endsWith('::/64')
    ? key.split(':').slice(0, 3).join(':')
    : key.split('.').slice(0, 3).join('.');
}

function hash(userId: string, kind: string, value: string): string {
  return createHash('sha256').update(`${userId} ${kind} ${value}`).digest('base64url');
}
