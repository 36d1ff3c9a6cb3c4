import { type Cookie, CookieJarError, type CookieProblem, maxProblems } from './cookie.ts';
import { type CopiedRequest, cookieOfHost, placeOf, readCopiedRequest } from './copied-request.ts';
import { createDomainReader } from './domains.ts';
import { readLine } from './netscape.ts';
import { missing, type ReadCookie, readCookie } from './read-cookie.ts';

/** How many cookies a jar may have: what Chrome keeps at most, of all sites together (Firefox: 3,000). */
export const maxCookies = 3_300;
/** Lines of a text, with its comments and blank ones. */
const maxLines = 3 * maxCookies;
/** How deep the JSON of a text may be nested. Exports have four levels. */
const maxDepth = 16;

/** A jar that was read. */
export interface CookieJar {
  /** At least one. */
  cookies: Cookie[];
  /** How many cookies were left out because something was wrong with them. */
  skipped: number;
}

/** How a jar is read. */
export interface CookieJarOptions {
  /** Leaves out the cookies that are wrong, as long as one is left. */
  skipInvalid?: boolean;
  /** The host that cookies without a domain are of. Without it they are wrong. */
  site?: string;
}

/**
 * Makes what reads cookie jars.
 *
 * @param isBelowPublicSuffix whether a host isn't a public suffix itself
 */
export function createCookieJarParser(isBelowPublicSuffix: (host: string) => boolean) {
  /**
   * Reads a cookie jar in any of the forms in which people have one: a list of cookies, an object with such a list as
   * `cookies` (Playwright's `storageState`), either of them as JSON text, the Netscape text that yt-dlp reads, or a
   * request as browsers copy it (cURL, PowerShell, fetch). With `site` also an object of names and values, and a
   * `Cookie` header, which name no site.
   *
   * How many cookies there are is looked at before any is read.
   *
   * @param input untrusted
   * @throws CookieJarError with everything that is wrong; of a broken jar nothing is kept
   */
  return function parseCookieJar(input: unknown, options: CookieJarOptions = {}): CookieJar {
    const { skipInvalid = false, site } = options;
    const cookies: Cookie[] = [];
    const problems: CookieProblem[] = [];
    let wrong = 0;
    for (const [at, read] of readAll(input, createDomainReader(isBelowPublicSuffix), site)) {
      if ('cookie' in read) cookies.push(read.cookie);
      else {
        wrong += 1;
        if (problems.length < maxProblems) problems.push({ at, ...read.problem });
        else if (!skipInvalid && cookies.length > 0) break;
      }
    }
    if (wrong > 0 && (!skipInvalid || cookies.length === 0)) {
      const needSite = cookies.length === 0 && problems.every(lacksDomain);
      throw new CookieJarError(problems, { skip: cookies.length > 0, needSite });
    }
    if (cookies.length === 0) refuse('must have at least one cookie');
    return { cookies, skipped: wrong };
  };
}

function lacksDomain({ field, message }: CookieProblem): boolean {
  return field === 'domain' && message === missing;
}

type Place = { line: number } | { index: number };
type DomainReader = ReturnType<typeof createDomainReader>;
type Reads = Iterable<[Place, ReadCookie]>;

function readAll(input: unknown, readDomain: DomainReader, site: string | undefined): Reads {
  const text = typeof input === 'string' ? input.replace(/^\uFEFF/, '') : undefined;
  if (text === undefined) return readList(listIn(input, site), readDomain);
  if (/^\s*[[{]/.test(text)) return readList(listIn(parseJson(text), site), readDomain);
  const request = readCopiedRequest(text);
  if (request === undefined) return readLines(text, readDomain);
  return readList(ofSite(request.cookies, request.host ?? site), readDomain);
}

/** Pairs of names and values as cookies of a host. */
function ofSite(pairs: CopiedRequest['cookies'], host: string | undefined): readonly unknown[] {
  if (pairs.length > maxCookies) refuse(tooMany);
  if (host !== undefined) return pairs.map((pair) => cookieOfHost(pair, host));
  const message =
    'name no site, as a Cookie header does. Give a list in which each cookie has its domain';
  throw new CookieJarError([{ message }], { needSite: pairs.length > 0 });
}

/** The list that is the jar, or that it has as `cookies`. With a site, an object of names and values is one too. */
function listIn(input: unknown, site: string | undefined): readonly unknown[] {
  const list =
    typeof input === 'object' && input !== null && 'cookies' in input ? input.cookies : input;
  const pairs = pairsIn(list);
  if (pairs !== undefined) return ofSite(pairs, site);
  if (!Array.isArray(list)) {
    refuse('must be a list of cookies, an object with such a list, or a text that holds one');
  }
  if (list.length > maxCookies) refuse(tooMany);
  if (site === undefined) return list;
  return list.map((item) => (isPair(item) ? { ...item, ...placeOf(site) } : item));
}

/** The entries of an object whose values are all texts, as programs in Python keep cookies. */
function pairsIn(input: unknown): CopiedRequest['cookies'] | undefined {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) return undefined;
  const entries: [string, unknown][] = Object.entries(input);
  if (entries.length === 0) return undefined;
  const pairs = entries.flatMap(([name, value]) =>
    typeof value === 'string' ? [{ name, value }] : [],
  );
  return pairs.length === entries.length ? pairs : undefined;
}

/** A cookie of a list that has no place of its own. */
function isPair(item: unknown): item is { name: string; value: string } {
  return (
    typeof item === 'object' &&
    item !== null &&
    'name' in item &&
    !['domain', 'url', 'Host raw'].some((field) => field in item)
  );
}

function* readList(list: readonly unknown[], readDomain: DomainReader): Reads {
  for (const [index, item] of list.entries())
    yield [{ index }, named(readCookie(item, readDomain), item)];
}

function* readLines(text: string, readDomain: DomainReader): Reads {
  if (countUpTo(text, '\n', maxLines) >= maxLines) refuse(tooMany);
  let count = 0;
  for (const [index, line] of text.split('\n').entries()) {
    const read = readLine(line.replace(/\r$/, ''), readDomain);
    if (read === undefined) continue;
    count += 1;
    if (count > maxCookies) refuse(tooMany);
    yield [{ line: index + 1 }, read];
  }
}

const tooMany = `must have at most ${maxCookies.toLocaleString('en')} cookies. Export those of this platform only`;

function parseJson(text: string): unknown {
  if (depthOf(text) > maxDepth) refuse(`must be nested at most ${maxDepth} deep`);
  try {
    return JSON.parse(text);
  } catch {
    // The parser's own words quote the text.
    return refuse('begins like JSON, but is none');
  }
}

/** How deep brackets are nested; those inside texts don't count. Each character is looked at once. */
function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  let isText = false;
  for (let at = 0; at < text.length && deepest <= maxDepth; at += 1) {
    const character = text[at];
    if (isText) {
      if (character === '\\') at += 1;
      else isText = character !== '"';
    } else if (character === '"') isText = true;
    else if (character === '[' || character === '{') deepest = Math.max(deepest, ++depth);
    else if (character === ']' || character === '}') depth -= 1;
  }
  return deepest;
}

function countUpTo(text: string, part: string, most: number): number {
  let count = 0;
  for (let at = text.indexOf(part); at !== -1 && count < most; at = text.indexOf(part, at + 1)) {
    count += 1;
  }
  return count;
}

function refuse(message: string): never {
  throw new CookieJarError([{ message }]);
}

/** A name of letters, digits and what stands between them. Whatever else stands there may be more than a name. */
const shown = /^[\w.-]{1,64}$/;

/** Adds the cookie's name to what is wrong with another field of it. */
function named(read: ReadCookie, item: unknown): ReadCookie {
  if ('cookie' in read || read.problem.field === 'name') return read;
  const name = typeof item === 'object' && item !== null && 'name' in item ? item.name : undefined;
  if (typeof name !== 'string' || !shown.test(name)) return read;
  return { problem: { ...read.problem, name } as CookieProblem };
}
