import type { Platform } from '@genie-helper/captions/rules';
import { type Cookie, expiryOf } from './cookie.ts';
import { platformDomainOf } from './platform-domains.ts';

/** What a jar has, without a name or a value of a cookie. Times are in seconds since 1970. */
export interface CookieSummary {
  count: number;
  /** Where they are from, most cookies first. All hosts of a platform's domain count as that domain. */
  domains: { domain: string; count: number; platform?: Platform }[];
  /** How many cookies each platform has; one that has none isn't in it. */
  platforms: ReadonlyMap<Platform, number>;
  /** How many end when the browser is closed. */
  session: number;
  /** How many had ended already. */
  expired: number;
  /** When the first and the last end of those that haven't ended yet; undefined where none has a time to end. */
  ends?: { first: number; last: number };
}

/** Counts what people want to know of cookies before they hand them over. @param now in milliseconds since 1970 */
export function summarizeCookies(cookies: readonly Cookie[], now: number): CookieSummary {
  const domains = new Map<string, CookieSummary['domains'][number]>();
  const platforms = new Map<Platform, number>();
  const lasting: number[] = [];
  let session = 0;
  let expired = 0;
  for (const cookie of cookies) {
    const host = cookie.domain.replace(/^\./, '').toLowerCase();
    const { domain = host, platform } = platformDomainOf(host) ?? {};
    const known = domains.get(domain) ?? { domain, count: 0, ...(platform && { platform }) };
    domains.set(domain, { ...known, count: known.count + 1 });
    if (platform !== undefined) platforms.set(platform, (platforms.get(platform) ?? 0) + 1);
    const ends = expiryOf(cookie);
    if (ends === 0) session += 1;
    else if (ends * 1_000 <= now) expired += 1;
    else lasting.push(ends);
  }
  lasting.sort((one, other) => one - other);
  const [first, last] = [lasting[0], lasting.at(-1)];
  return {
    count: cookies.length,
    domains: [...domains.values()].sort(
      (one, other) => other.count - one.count || one.domain.localeCompare(other.domain),
    ),
    platforms,
    session,
    expired,
    ...(first === undefined || last === undefined ? {} : { ends: { first, last } }),
  };
}
