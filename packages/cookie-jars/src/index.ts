export type { Cookie } from './cookie.ts';
export { CookieJarError, type CookieProblem } from './cookie-jar-error.ts';
export { parseCookieJar } from './parse-cookie-jar.ts';
export { renderNetscape } from './render-netscape.ts';
