import { isIP } from 'node:net';
import type { VariableName } from './schema.ts';

/** What Directus takes for an e-mail address, but for its list of top-level domains. */
const emailPattern =
  /^(?=.{1,64}@)[^\s@"(),:;<>[\]\\.]+(\.[^\s@"(),:;<>[\]\\.]+)*@([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/i;

/** What a pattern can't tell of a value: whether the programs that use it could read it. */
export const formatChecks: Partial<Record<VariableName, (value: string) => boolean>> = {
  DIRECTUS_URL: URL.canParse,
  LLM_BASE_URL: URL.canParse,
  REDIS_URL: isRedisUrl,
  OTEL_EXPORTER_OTLP_ENDPOINT: URL.canParse,
  ADMIN_EMAIL: (value) => emailPattern.test(value),
  TRUST_PROXY: (value) => value.split(',').every((entry) => isAddressOrRange(entry.trim())),
};

/** Clients decode the user's name and the password, so a bare `%` in one of them stops them. */
function isRedisUrl(value: string): boolean {
  const url = URL.parse(value);
  if (url === null || url.hostname === '' || url.port === '0') return false;
  try {
    decodeURIComponent(`${url.username}${url.password}`);
    return true;
  } catch {
    return false;
  }
}

/**
 * An address, or a range no wider than the widest private one (10.0.0.0/8, fc00::/7): whoever trusts everyone
 * trusts the client itself. An IPv6 range that begins with `::` could hold every IPv4 address.
 */
function isAddressOrRange(entry: string): boolean {
  const [address = '', prefix, ...rest] = entry.split('/');
  const version = isIP(address);
  if (version === 0 || address.includes('%') || rest.length > 0) return false;
  if (prefix === undefined) return true;
  const bits = /^\d{1,3}$/.test(prefix) ? Number(prefix) : 0;
  if (version === 4) return bits >= 8 && bits <= 32;
  return bits >= (/^[0:]+:/.test(address) ? 128 : 7) && bits <= 128;
}
