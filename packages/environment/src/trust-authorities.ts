import { readFileSync } from 'node:fs';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';

/**
 * Trusts the certificate authorities in the file that NODE_EXTRA_CA_CERTS names, in all connections that this process makes
 * from now on. Node does so by itself only where the variable is there before Node starts: not from an `.env`, nor from what
 * `--env-file` names.
 *
 * @param path of a PEM file. One that can't be used is told as a warning, as Node does, since others may be trusted without it
 */
export function trustAuthorities(path: string | undefined): void {
  if (path === undefined || path === '' || tried.has(path)) return;
  tried.add(path);
  if (getCACertificates('extra').length > 0) return;
  try {
    const extra = readFileSync(path, 'utf8').match(pemCertificate) ?? [];
    if (extra.length === 0) throw new TypeError('no certificate in it');
    setDefaultCACertificates([...getCACertificates('default'), ...extra]);
  } catch {
    process.emitWarning(
      `NODE_EXTRA_CA_CERTS names ${path}, which is no file of PEM certificates that can be read.`,
    );
  }
}

const tried = new Set<string>();

const pemCertificate = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;
