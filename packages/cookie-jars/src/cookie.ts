/** A cookie in the words of browsers and their extensions. What wasn't given stays absent. */
export interface Cookie {
  /** May be empty where the value isn't. */
  name: string;
  value: string;
  /** A host name in ASCII; a dot before it says that subdomains get the cookie too. */
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
  /** The same in the word of Selenium. */
  expiry?: number;
  sameSite?: string | null;
  storeId?: string | null;
  id?: string | number;
  /** The site inside which a partitioned cookie counts: a text of Playwright's, an object of browsers' own. */
  partitionKey?: string | Readonly<Record<string, string | boolean>> | null;
  /** Firefox's word for the same, in its extensions. */
  firstPartyDomain?: string | null;
}

/** Whether subdomains get the cookie too. */
export function includesSubdomains({ domain, hostOnly }: Cookie): boolean {
  return hostOnly === undefined ? domain.startsWith('.') : !hostOnly;
}

/** When the cookie ends, in whole seconds since 1970; 0 for a session cookie. */
export function expiryOf({ session, expirationDate, expires, expiry }: Cookie): number {
  const seconds = expirationDate ?? expires ?? expiry ?? 0;
  // A cookie that ended in the first second of 1970 must not become one that lasts.
  return session === true || seconds === -1
    ? 0
    : Math.max(seconds > 0 ? 1 : 0, Math.floor(seconds));
}

/** The last second of the year 9999. */
const latestExpiry = 253_402_300_799;
/** The first second of 2001 in milliseconds. As seconds, it's the year 33658. */
const firstMilliseconds = 978_307_200_000;

/**
 * Seconds since 1970, of a time in seconds or in milliseconds: which one shows in its size. Some exports mix them up.
 *
 * @returns `undefined` for a time past the year 9999 in both
 */
export function toSeconds(time: number): number | undefined {
  if (time <= latestExpiry) return time;
  const seconds = time / 1000;
  return time >= firstMilliseconds && seconds <= latestExpiry ? seconds : undefined;
}

export const tooLate = 'must be before the year 10000, in seconds';

/** Control characters, tabs and line breaks among them, and halves of surrogate pairs. */
const unprintable = /[\p{Cc}\p{Cs}]/u;

/**
 * Says what is wrong with a cookie whose fields have the right types, but for its domain.
 *
 * A browser wouldn't have kept it so, or a line of a Netscape file couldn't carry it: nothing here is a
 * matter of taste.
 *
 * @returns the first problem, or undefined
 */
export function findProblem(cookie: Cookie): FieldProblem | undefined {
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
  if (cookie.hostOnly === true && cookie.domain.startsWith('.')) {
    const message = 'must not begin with a dot where only this host gets the cookie';
    return { field: 'domain', message };
  }
  return undefined;
}

/** What is wrong with a field of a cookie, or with all of it. */
export interface FieldProblem {
  /** Which field of the cookie. */
  field?: string;
  /** Completes "The cookie …". */
  message: string;
}

/** One thing that is wrong with a cookie jar. `message` holds no value of a cookie. */
export interface CookieProblem extends FieldProblem {
  /** In which line of the text, from 1, or which cookie of the list, from 0; absent: the jar itself. */
  at?: { line: number } | { index: number };
  /** The cookie's name, where it can be shown. */
  name?: string;
}

export const maxProblems = 20;

/** A cookie jar that is refused. `problems` has the first 20 of all that is wrong. */
export class CookieJarError extends Error {
  override readonly name = 'CookieJarError';
  readonly code = 'cookie_jar.malformed';
  readonly problems: readonly CookieProblem[];
  /** Whether something would be left without the cookies that are wrong. */
  readonly canSkip: boolean;
  /** Whether it would be read if it was told which site the cookies are of. */
  readonly needsSite: boolean;

  constructor(
    problems: readonly CookieProblem[],
    can: { skip?: boolean; needSite?: boolean } = {},
  ) {
    super('The cookie jar is malformed.');
    this.problems = problems.slice(0, maxProblems);
    this.canSkip = can.skip ?? false;
    this.needsSite = can.needSite ?? false;
  }
}
