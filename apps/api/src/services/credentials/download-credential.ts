import { CookieJarError, parseCookieJar, renderNetscape } from '@genie-helper/cookie-jars';
import type { JsonObject } from '@genie-helper/vault';
import Type, { type Static } from 'typebox';
import { Check } from 'typebox/value';
import { AppError, type ErrorDetail } from '../../errors/app-error.ts';
import { explainCookieJar } from './explain-cookie-jar.ts';

/** A download credential as somebody hands it over; which fields it has depends on its type. */
export interface GivenDownloadCredential {
  type: 'password' | 'cookies';
  username?: string | undefined;
  password?: string | undefined;
  cookies?: unknown;
}

const password = Type.Object({ username: Type.String(), password: Type.String() });
const cookies = Type.Object({ cookies: Type.String() });

/** What is sealed, and given out again. */
export type DownloadCredential = Static<typeof password> | Static<typeof cookies>;

/**
 * Checks that a download credential has the fields of its type and no others, and reads its cookie jar.
 *
 * @returns a login, or the cookies as Netscape text
 * @throws AppError `request.invalid` with each refused field
 */
export function readDownloadCredential(given: GivenDownloadCredential): DownloadCredential {
  const { type, username, password, cookies } = given;
  if (type === 'password') {
    const details = findDetails({ username, password }, { cookies });
    if (username !== undefined && password !== undefined && details.length === 0) {
      return { username, password };
    }
    throw new AppError('request.invalid', { details });
  }
  const details = findDetails({ cookies }, { username, password });
  if (details.length > 0) throw new AppError('request.invalid', { details });
  try {
    return { cookies: renderNetscape(parseCookieJar(cookies)) };
  } catch (error) {
    throw error instanceof CookieJarError ? explainCookieJar(error) : error;
  }
}

/** @returns undefined for a value that was sealed by something else than this API */
export function asDownloadCredential(value: JsonObject): DownloadCredential | undefined {
  if (Check(password, value)) return { username: value.username, password: value.password };
  return Check(cookies, value) ? { cookies: value.cookies } : undefined;
}

function findDetails(needed: object, foreign: object): ErrorDetail[] {
  const missing = Object.entries(needed).filter(([, value]) => value === undefined);
  const extra = Object.entries(foreign).filter(([, value]) => value !== undefined);
  return [
    ...missing.map(([path]) => ({ path, message: 'is required for this type' })),
    ...extra.map(([path]) => ({ path, message: 'is not a field of this type' })),
  ];
}
