import type { Platform } from '@genie-helper/captions/rules';

/** The domains that a platform's own cookies are of; the first one is where people sign in. */
export const platformDomains = {
  onlyfans: ['onlyfans.com'],
  fansly: ['fansly.com'],
  x: ['x.com', 'twitter.com'],
  reddit: ['reddit.com'],
  tiktok: ['tiktok.com'],
  instagram: ['instagram.com'],
  youtube: ['youtube.com'],
  snapchat: ['snapchat.com', 'snap.com'],
} as const satisfies Readonly<Record<Platform, readonly [string, ...string[]]>>;

const platformByDomain = new Map<string, Platform>(
  Object.entries(platformDomains).flatMap(([platform, domains]) =>
    domains.map((domain) => [domain, platform as Platform] as const),
  ),
);

/** A domain of a platform, and whose it is. */
export interface PlatformDomain {
  domain: string;
  platform: Platform;
}

/**
 * Whose a host or a cookie's domain is: `www.instagram.com` and `.instagram.com` are Instagram's.
 *
 * @returns undefined for a domain of no platform, such as `notinstagram.com`, or `google.com`, which many sites share
 */
export function platformDomainOf(host: string): PlatformDomain | undefined {
  const labels = host.replace(/^\./, '').toLowerCase().split('.');
  // Every domain in the table has two labels.
  const domain = labels.slice(-2).join('.');
  const platform = platformByDomain.get(domain);
  return platform && { domain, platform };
}
