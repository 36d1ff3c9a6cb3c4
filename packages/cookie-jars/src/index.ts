import { createCookieJarParser } from './parse-cookie-jar.ts';
import { isBelowPublicSuffix } from './public-suffix.ts';

export type { Cookie } from './cookie.ts';
export { CookieJarError, type CookieProblem } from './cookie.ts';
export { renderNetscape } from './netscape.ts';
export { type CookieJar, maxCookies } from './parse-cookie-jar.ts';

/** Reads a cookie jar and refuses cookies of public suffixes, as browsers do. */
export const parseCookieJar = createCookieJarParser(isBelowPublicSuffix);
