import { createHash, createHmac } from 'node:crypto';
import { proRoleId } from '../../directus/state/accounts.ts';

/** So many users share all logins. */
export const users = 10_000;

const lifetimeMs = 24 * 60 * 60 * 1_000;

/** A login as Directus and the session guard keep one, made from its number alone. */
export interface MadeLogin {
  userId: string;
  /** What its row in `directus_sessions` is found by. */
  session: string;
  /** What its row in `genie_access_sessions` is found by. */
  sid: string;
}

/** The id of the user with a number. */
export function userIdOf(index: number): string {
  const hex = createHash('sha256').update(`user ${index}`).digest('hex');
  return hex.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$/, '$1-$2-4$3-8$4-$5');
}

/** The login with a number. Like real ones, neighbours lie far from each other in an index. */
export function madeLogin(index: number): MadeLogin {
  const digest = createHash('sha512').update(`login ${index}`).digest();
  return {
    userId: userIdOf(index % users),
    session: digest.toString('base64url').slice(0, 64),
    sid: createHash('md5').update(digest).digest('base64url'),
  };
}

/** When all of them end. */
export function expiryOfLogins(): Date {
  return new Date(Date.now() + lifetimeMs);
}

/**
 * Access tokens of logins, signed as Directus signs them.
 *
 * @param secret the `SECRET` of that Directus
 * @param count how many, spread over all the logins that there are
 * @param logins how many there are
 */
export function accessTokens(secret: string, count: number, logins: number): string[] {
  return Array.from({ length: count }, (_, index) => {
    const { userId, sid } = madeLogin(Math.floor((index * logins) / count));
    const now = Math.floor(Date.now() / 1_000);
    const claims = {
      id: userId,
      role: proRoleId,
      app_access: false,
      admin_access: false,
      sid,
      iat: now,
      exp: now + lifetimeMs / 1_000,
      iss: 'directus',
    };
    return sign(claims, secret);
  });
}

function sign(claims: object, secret: string): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const text = `${part({ alg: 'HS256', typ: 'JWT' })}.${part(claims)}`;
  return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`;
}
