import { getPublicSuffix } from 'tough-cookie';

/** Whether a jar that goes by the public suffix list takes a cookie of this host for its subdomains too. */
export function isBelowPublicSuffix(host: string): boolean {
  try {
    return getPublicSuffix(host, { allowSpecialUseDomain: true }) !== undefined;
  } catch {
    return false;
  }
}
