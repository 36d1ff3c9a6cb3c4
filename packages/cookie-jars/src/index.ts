export type { Cookie } from './cookie.ts';
export { CookieJarError, type CookieProblem } from './cookie.ts';
export { renderNetscape } from './netscape.ts';
export { type CookieJar, maxCookies, parseCookieJar } from './parse-cookie-jar.ts';
