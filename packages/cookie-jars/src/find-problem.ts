import { CookieJar, canonicalDomain, Cookie as ToughCookie } from 'tough-cookie';
import { type Cookie, expiryOf, includesSubdomains } from './cookie.ts';
import type { CookieProblem } from './cookie-jar-error.ts';

/** The last second of the year 9999. */
const latestExpiry = 253_402_300_799;
/** Letters of any script, digits, hyphens and underscores, in parts between single dots. */
const hostPattern = /^\.?[\p{L}\p{N}\p{M}_-]+(?:\.[\p{L}\p{N}\p{M}_-]+)*$/u;
/** Control characters, tabs and line breaks among them, and halves of surrogate pairs. */
const unprintable = /[\p{Cc}\p{Cs}]/u;

/**
 * Says what is wrong with a cookie whose fields have the right types.
 *
 * A browser wouldn't have kept it so, or a line of a Netscape file couldn't carry it: nothing here is a
 * matter of taste.
 *
 * @returns the first problem, or undefined
 */
export function findProblem(cookie: Cookie): Omit<CookieProblem, 'at'> | undefined {
  for (const field of ['name', 'value', 'domain', 'path'] as const) {
    const text = cookie[field] ?? '';
    if (unprintable.test(text)) {
      return { field, message: 'must not have tabs, line breaks or other control characters' };
    }
    if (text.includes(';')) return { field, message: 'must not have a semicolon' };
  }
  if (cookie.name.includes('=')) return { field: 'name', message: 'must not have an equals sign' };
  if (cookie.name === '' && cookie.value === '') {
    return { field: 'name', message: 'must not be empty where the value is empty too' };
  }
  if (cookie.path !== undefined && !cookie.path.startsWith('/')) {
    return { field: 'path', message: 'must begin with a slash' };
  }
  if (expiryOf(cookie) > latestExpiry) {
    return { field: 'expirationDate', message: 'must be before the year 10000, in seconds' };
  }
  return findDomainProblem(cookie);
}

function findDomainProblem(cookie: Cookie): Omit<CookieProblem, 'at'> | undefined {
  const field = 'domain';
  const host = cookie.domain.replace(/^\./, '');
  if (cookie.domain.length > 255 || !hostPattern.test(cookie.domain) || !isHost(host)) {
    return { field, message: 'must be a host name' };
  }
  if (cookie.hostOnly === true && cookie.domain.startsWith('.')) {
    return { field, message: 'must not begin with a dot where only this host gets the cookie' };
  }
  if (isKept(cookie, host)) return undefined;
  return { field, message: 'must not be a public suffix, such as "com"' };
}

function isHost(host: string): boolean {
  return URL.canParse(`https://${host}/`);
}

/** Whether a cookie jar that goes by RFC 6265 and the public suffix list takes the cookie from this host. */
function isKept(cookie: Cookie, host: string): boolean {
  const domain = includesSubdomains(cookie) ? (canonicalDomain(host) ?? null) : null;
  const { name: key, value, path = '/' } = cookie;
  try {
    const jar = new CookieJar(undefined, { looseMode: true, prefixSecurity: 'unsafe-disabled' });
    jar.setCookieSync(new ToughCookie({ key, value, path, domain }), `https://${host}/`);
    return true;
  } catch {
    return false;
  }
}
