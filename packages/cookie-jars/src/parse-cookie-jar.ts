import { type Cookie, CookieJarError, type CookieProblem, maxProblems } from './cookie.ts';
import { createDomainReader } from './domains.ts';
import { readLine } from './netscape.ts';
import { type ReadCookie, readCookie } from './read-cookie.ts';

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

/**
 * Reads a cookie jar in any of the forms in which people have one: a list of cookies, an object with such a list as
 * `cookies` (Playwright's `storageState`), either of them as JSON text, or the Netscape text that yt-dlp reads.
 *
 * How many cookies there are is looked at before any is read.
 *
 * @param input untrusted
 * @param options `skipInvalid`: leaves out the cookies that are wrong, as long as one is left
 * @throws CookieJarError with everything that is wrong; of a broken jar nothing is kept
 */
export function parseCookieJar(input: unknown, options: { skipInvalid?: boolean } = {}): CookieJar {
  const { skipInvalid = false } = options;
  const cookies: Cookie[] = [];
  const problems: CookieProblem[] = [];
  let wrong = 0;
  for (const [at, read] of readAll(input)) {
    if ('cookie' in read) cookies.push(read.cookie);
    else {
      wrong += 1;
      if (problems.length < maxProblems) problems.push({ at, ...read.problem });
      else if (!skipInvalid && cookies.length > 0) break;
    }
  }
  if (wrong > 0 && (!skipInvalid || cookies.length === 0)) {
    throw new CookieJarError(problems, cookies.length > 0);
  }
  if (cookies.length === 0) refuse('must have at least one cookie');
  return { cookies, skipped: wrong };
}

type Place = { line: number } | { index: number };

function readAll(input: unknown): Iterable<[Place, ReadCookie]> {
  if (typeof input !== 'string') return readList(listIn(input));
  const text = input.replace(/^\uFEFF/, '');
  return /^\s*[[{]/.test(text) ? readList(listIn(parseJson(text))) : readLines(text);
}

/** The list that is the jar, or that it has as `cookies`. */
function listIn(input: unknown): readonly unknown[] {
  const list =
    typeof input === 'object' && input !== null && 'cookies' in input ? input.cookies : input;
  if (!Array.isArray(list)) {
    refuse('must be a list of cookies, an object with such a list, or a text that holds one');
  }
  if (list.length > maxCookies) refuse(tooMany);
  return list;
}

function* readList(list: readonly unknown[]): Iterable<[Place, ReadCookie]> {
  const readDomain = createDomainReader();
  for (const [index, item] of list.entries())
    yield [{ index }, named(readCookie(item, readDomain), item)];
}

function* readLines(text: string): Iterable<[Place, ReadCookie]> {
  if (countUpTo(text, '\n', maxLines) >= maxLines) refuse(tooMany);
  const readDomain = createDomainReader();
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
