import { CookieJar, canonicalDomain, Cookie as ToughCookie } from 'tough-cookie';

/** A cookie in the words of browser extensions. What wasn't given stays absent. */
export interface Cookie {
  /** May be empty where the value isn't. */
  name: string;
  value: string;
  /** A host name; a dot before it says that subdomains get the cookie too. */
  domain: string;
  /** True: only this very host gets it. Absent: as the dot before the domain says. */
  hostOnly?: boolean;
  /** Absent: `/`. */
  path?: string;
  secure?: boolean;
  httpOnly?: boolean;
  /** True: it ends with the browser, whatever `expirationDate` says. */
  session?: boolean;
  /** Seconds since 1970. */
  expirationDate?: number;
  /** The same in the words of Playwright and Puppeteer, where -1 stands for a session cookie. */
  expires?: number;
  sameSite?: string | null;
  storeId?: string | null;
  id?: string | number;
}

/** Whether subdomains get the cookie too. */
export function includesSubdomains({ domain, hostOnly }: Cookie): boolean {
  return hostOnly === undefined ? domain.startsWith('.') : !hostOnly;
}

/** When the cookie ends, in whole seconds since 1970; 0 for a session cookie. */
export function expiryOf({ session, expirationDate, expires }: Cookie): number {
  const seconds = expirationDate ?? expires ?? 0;
  // A cookie that ended in the first second of 1970 must not become one that lasts.
  return session === true || seconds === -1
    ? 0
    : Math.max(seconds > 0 ? 1 : 0, Math.floor(seconds));
}

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

/** One thing that is wrong with a cookie jar. `message` holds no value of a cookie. */
export interface CookieProblem {
  /** In which line of the text, from 1, or which cookie of the list, from 0; absent: the jar itself. */
  at?: { line: number } | { index: number };
  /** Which field of the cookie. */
  field?: string;
  /** Completes "The cookie …". */
  message: string;
}

const maxProblems = 20;

/** A cookie jar that is refused. `problems` has the first 20 of all that is wrong. */
export class CookieJarError extends Error {
  override readonly name = 'CookieJarError';
  readonly code = 'cookie_jar.malformed';
  readonly problems: readonly CookieProblem[];

  constructor(problems: readonly CookieProblem[]) {
    super('The cookie jar is malformed.');
    this.problems = problems.slice(0, maxProblems);
  }
}
