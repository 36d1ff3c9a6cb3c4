/**
 * Renewed certificates, taken over while the server runs.
 *
 * Guarantees: new connections get the certificate that lies on the disk now, at the latest after one interval; open
 * connections go on undisturbed. Files that can't be used (half written, no pair, expired) change nothing and are
 * reported once, by the name of their variable.
 */
import { X509Certificate } from 'node:crypto';
import type { SecureContextOptions } from 'node:tls';
import { type HttpsFiles, readHttpsFiles } from '@genie-helper/environment';

/** What is watched, and who is told. */
export interface WatchOptions {
  files: HttpsFiles;
  /** Takes the new pair for connections from now on, as `tls.Server.setSecureContext` does. */
  take: (context: SecureContextOptions) => void;
  log: { info(message: string): void; error(message: string): void };
  /** Told when the certificate in use ends, at first and after each renewal. */
  onUse?: (endsAt: Date) => void;
  /** How often the files are read, in milliseconds. */
  everyMs?: number;
}

/**
 * The TLS that is spoken: 1.2 and 1.3 (RFC 8996 retires the older ones), with ciphers that authenticate what they
 * encrypt, fresh keys for each connection (RFC 9325, 4.2), and no group of less than 128 bits.
 */
export const tlsPolicy = {
  minVersion: 'TLSv1.2',
  maxVersion: 'TLSv1.3',
  ciphers: [
    'TLS_AES_256_GCM_SHA384',
    'TLS_CHACHA20_POLY1305_SHA256',
    'TLS_AES_128_GCM_SHA256',
    'ECDHE-ECDSA-AES128-GCM-SHA256',
    'ECDHE-RSA-AES128-GCM-SHA256',
    'ECDHE-ECDSA-AES256-GCM-SHA384',
    'ECDHE-RSA-AES256-GCM-SHA384',
    'ECDHE-ECDSA-CHACHA20-POLY1305',
    'ECDHE-RSA-CHACHA20-POLY1305',
  ].join(':'),
  ecdhCurve: 'X25519MLKEM768:X25519:P-256:P-384',
} as const;

/** @returns what ends the watch */
export function watchCertificate({
  files,
  take,
  log,
  onUse,
  everyMs = 10_000,
}: WatchOptions): () => void {
  let current = files;
  onUse?.(endOf(files.cert));
  let reported = '';

  function look(): void {
    const found = readHttpsFiles(current.certPath, current.keyPath);
    if ('problems' in found) {
      const what = found.problems.map(({ message }) => message).join(' ');
      if (what !== reported) log.error(`The certificate in use stays: ${what}`);
      reported = what;
      return;
    }
    reported = '';
    if (found.cert.equals(current.cert) && found.key.equals(current.key)) return;
    take({ cert: found.cert, key: found.key, ...tlsPolicy });
    current = found;
    onUse?.(endOf(found.cert));
    log.info('the renewed certificate of HTTPS_CERT_PATH is in use');
  }

  const timer = setInterval(look, everyMs);
  timer.unref();
  return () => clearInterval(timer);
}

/** When a certificate ends; of a chain, its first. */
function endOf(certificate: Buffer): Date {
  return new Date(new X509Certificate(certificate).validTo);
}
