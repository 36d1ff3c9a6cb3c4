/**
 * The page to show after signing in, as an address says it: a path of this console, or nothing. What leads elsewhere is
 * left out, so that nobody can be sent away by a link to the sign-in page.
 */
export function readNext(value: unknown): string | undefined {
  if (typeof value !== 'string' || !/^\/[^/\\]/.test(value)) return undefined;
  try {
    const { origin, pathname, search, hash } = new URL(value, 'http://console.invalid');
    const isOurs = origin === 'http://console.invalid' && !pathname.startsWith('//');
    return isOurs && !/^\/(sign-in|register)\b/.test(pathname)
      ? `${pathname}${search}${hash}`
      : undefined;
  } catch {
    return undefined;
  }
}
