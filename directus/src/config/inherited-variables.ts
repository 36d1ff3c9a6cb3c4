/** The surroundings of a Node process: folders, language, time zone, certificates of the operator. */
export const surroundingNames = [
  'PATH',
  'HOME',
  'USER',
  'LANG',
  'LC_ALL',
  'TZ',
  'TMPDIR',
  'TEMP',
  'SYSTEMROOT',
  'NODE_EXTRA_CA_CERTS',
  'SSL_CERT_FILE',
] as const;

/**
 * The few variables of our own process that Directus needs from its surroundings. Everything else
 * stays out: our environment holds the shared secret and the vault's keys, and Directus extensions
 * and flows can read the environment of the process they run in.
 */
export function inheritedVariables(): Record<string, string> {
  const inherited: Record<string, string> = {};
  for (const name of surroundingNames) {
    const value = process.env[name];
    if (value !== undefined) inherited[name] = value;
  }
  return inherited;
}
