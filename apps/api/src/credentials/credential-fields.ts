import { type CookieJar, CookieJarError, parseCookieJar } from '@genie-helper/cookie-jars';
import type { JsonObject } from '@genie-helper/vault';
import Type from 'typebox';
import { AppError, type ErrorCode, type ErrorDetail } from '../http/errors.ts';
import { line } from '../http/schemas.ts';

/** The body limit of routes that take cookie jars, in bytes. */
export const cookieJarBodyLimit = 262_144;

/** What can be in the way of whatever uses stored credentials. */
export const credentialErrors = [
  'credentials.key_not_set',
  'credentials.admin_token_not_set',
  'directus.unavailable',
  'audit.unavailable',
] as const satisfies ErrorCode[];

/** What can be in the way of giving some out to a server. */
export const revealErrors = [
  ...credentialErrors,
  'credentials.not_found',
  'credentials.owner_inactive',
  'credentials.unopenable',
] as const satisfies ErrorCode[];

/** A JSON object of any content; it's sealed as it is. */
export const credentials = Type.Unsafe<JsonObject>({
  type: 'object',
  additionalProperties: true,
  description: 'A JSON object with whatever the platform wants.',
});

/** A creator's name on a platform. */
export const platformUsername = line({
  maxLength: 100,
  description: "The creator's name on the platform. Blank counts as left out.",
});

/** A cookie jar in one of its forms. What is wrong inside is told by the service, with its place. */
export const cookieJar = Type.Unsafe<unknown>({
  description:
    'A list of cookies as browser extensions, Playwright, Puppeteer or Selenium give it, an object with such a list as `cookies` (storageState), either as JSON text, Netscape text as yt-dlp reads it, or a request as browsers copy it (cURL, PowerShell, fetch). A `Cookie` header alone names no site and is refused. At most 3,300 cookies.',
});

/** Whether the cookies that are wrong are left out, and the rest kept. */
export const skipInvalid = Type.Boolean({
  description:
    'True: cookies that are wrong are left out, as long as one is left, and the answer has their number as skipped.',
});

/** How many cookies were left out. */
export const skipped = Type.Integer({
  minimum: 0,
  description: 'How many cookies were wrong and left out; with skipInvalid only.',
});

/** Under which key a record is sealed. */
export const keyState = Type.Enum(['current', 'previous', 'missing'], {
  description:
    'Whether it is sealed under the key in use, under an older one, or under one that the server has not: then it cannot be opened until it is stored anew.',
});

/** How long a jar is, in characters, before any of it is read: its cost in a user's turns. */
export function sizeOfJar(given: unknown): number {
  if (given === undefined) return 0;
  if (typeof given === 'string') return given.length;
  try {
    return JSON.stringify(given).length;
  } catch {
    // Nested deeper than can be written out. It came in a body, and no jar costs more than the longest.
    return cookieJarBodyLimit;
  }
}

/** Reads a cookie jar. @throws AppError `request.invalid`: at `cookies/3/domain` in a list, by the line's number in a text */
export function readCookieJar(given: unknown, skipInvalid = false): CookieJar {
  try {
    return parseCookieJar(given, { skipInvalid });
  } catch (error) {
    if (!(error instanceof CookieJarError)) throw error;
    const details = error.problems.map(toDetail);
    throw new AppError('request.invalid', {
      details: error.canSkip ? [...details, skipOffer] : details,
    });
  }
}

const skipOffer: ErrorDetail = {
  path: 'skipInvalid',
  message: 'may be true: then the cookies that are wrong are left out and the others are kept',
};

function toDetail({ at, field, name, message }: CookieJarError['problems'][number]): ErrorDetail {
  if (at === undefined) return { path: 'cookies', message };
  const ofCookie = name === undefined ? '' : ` (in the cookie named ${name})`;
  if ('index' in at) {
    return {
      path: ['cookies', at.index, ...(field === undefined ? [] : [field])].join('/'),
      message: `${message}${ofCookie}`,
    };
  }
  const subject = field === undefined ? '' : `its ${field} `;
  return { path: 'cookies', message: `line ${at.line}: ${subject}${message}${ofCookie}` };
}
