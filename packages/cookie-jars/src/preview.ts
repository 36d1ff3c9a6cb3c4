/** What a page needs to show a jar before it is handed over: no list of public suffixes, which is large. */
import { createCookieJarParser } from './parse-cookie-jar.ts';

export type { Cookie } from './cookie.ts';
export { CookieJarError, type CookieProblem } from './cookie.ts';
export { type CookieJar, maxCookies } from './parse-cookie-jar.ts';
export { platformDomainOf, platformDomains } from './platform-domains.ts';
export { type CookieSummary, summarizeCookies } from './summarize-cookies.ts';

/** Reads a cookie jar as the server does, but for public suffixes. */
export const previewCookieJar = createCookieJarParser(() => true);
