/**
 * Renewed certificates, taken over while the server runs.
 *
 * Guarantees: new connections get the certificate that lies on the disk now, at the latest after one interval; open
 * connections go on undisturbed. Files that can't be used (half written, no pair, expired) change nothing and are
 * reported once, by the name of their variable.
 */
import type { SecureContextOptions } from 'node:tls';
import { type HttpsFiles, readHttpsFiles } from '../config/https-files.ts';

/** What is watched, and who is told. */
export interface WatchOptions {
  files: HttpsFiles;
  /** Takes the new pair for connections from now on, as `tls.Server.setSecureContext` does. */
  take: (context: SecureContextOptions) => void;
  log: { info(message: string): void; error(message: string): void };
  /** How often the files are read, in milliseconds. */
  everyMs?: number;
}

/** The versions of TLS that are spoken: 1.2 and 1.3 (RFC 8996 retires the older ones). */
export const tlsVersions = { minVersion: 'TLSv1.2', maxVersion: 'TLSv1.3' } as const;

/** @returns what ends the watch */
export function watchCertificate({ files, take, log, everyMs = 10_000 }: WatchOptions): () => void {
  let current = files;
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
    take({ cert: found.cert, key: found.key, ...tlsVersions });
    current = found;
    log.info('the renewed certificate of HTTPS_CERT_PATH is in use');
  }

  const timer = setInterval(look, everyMs);
  timer.unref();
  return () => clearInterval(timer);
}
