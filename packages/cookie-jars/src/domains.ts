/** A domain as it is kept, or what is wrong with it. */
export type Domain = { domain: string } | { problem: string };

/** Letters of any script, digits, hyphens and underscores, in parts between single dots. */
const hostPattern = /^\.?[\p{L}\p{N}\p{M}_-]+(?:\.[\p{L}\p{N}\p{M}_-]+)*$/u;
const ascii = /^[\x21-\x7e]*$/;
const ipV4 = /^\d{1,3}(?:\.\d{1,3}){3}$/;
const maxDomainLength = 255;

/**
 * Reads the domains of one jar. A jar names few domains many times, so each is looked up once.
 *
 * @param isBelowPublicSuffix whether a host in ASCII, in lower case, isn't a public suffix itself
 * @returns for a domain, and whether subdomains get the cookie: the domain with letters outside ASCII as `xn--…`,
 *   or what is wrong with it
 */
export function createDomainReader(isBelowPublicSuffix: (host: string) => boolean) {
  const known = new Map<string, Domain>();
  return (domain: string, hasSubdomains: boolean): Domain => {
    const key = `${hasSubdomains ? '*' : ''}${domain}`;
    const found = known.get(key);
    if (found !== undefined) return found;
    const read = readDomain(domain, hasSubdomains, isBelowPublicSuffix);
    known.set(key, read);
    return read;
  };
}

function readDomain(
  domain: string,
  hasSubdomains: boolean,
  isBelowPublicSuffix: (host: string) => boolean,
): Domain {
  if (domain.length > maxDomainLength || !hostPattern.test(domain)) return noHost;
  const hasDot = domain.startsWith('.');
  const written = hasDot ? domain.slice(1) : domain;
  const host = hostOf(written);
  if (host === undefined || host.length > maxDomainLength) return noHost;
  const kept = ascii.test(written) ? written : host;
  if (hasSubdomains) {
    // A number that a browser reads as an IP address has no subdomains.
    const isHost = kept.toLowerCase() === host;
    if (!isHost || !(ipV4.test(host) || isBelowPublicSuffix(host))) {
      return { problem: 'must not be a public suffix, such as "com"' };
    }
  }
  return { domain: `${hasDot ? '.' : ''}${kept}` };
}

const noHost: Domain = { problem: 'must be a host name' };

/** A host as a browser has it: lower case, other letters than ASCII's as `xn--…`. */
function hostOf(written: string): string | undefined {
  const address = `https://${written}/`;
  return URL.canParse(address) ? new URL(address).hostname : undefined;
}
