import { isIP } from 'node:net';
import type { VariableName } from './schema.ts';

/** What a pattern can't tell of a value: whether the programs that use it could read it. */
export const formatChecks: Partial<Record<VariableName, (value: string) => boolean>> = {
  DIRECTUS_URL: URL.canParse,
  LLM_BASE_URL: URL.canParse,
  ADMIN_EMAIL: (value) => /^[^\s@"(),:;<>[\]\\]+@[a-z0-9-]+(\.[a-z0-9-]+)+$/i.test(value),
  TRUST_PROXY: (value) => value.split(',').every((entry) => isAddressOrRange(entry.trim())),
};

/** An address, or a range that leaves some addresses out: whoever trusts everyone trusts the client itself. */
function isAddressOrRange(entry: string): boolean {
  const [address = '', prefix, ...rest] = entry.split('/');
  const version = isIP(address);
  if (version === 0 || rest.length > 0) return false;
  if (prefix === undefined) return true;
  const bits = /^\d{1,3}$/.test(prefix) ? Number(prefix) : 0;
  return bits >= 1 && bits <= (version === 4 ? 32 : 128);
}
