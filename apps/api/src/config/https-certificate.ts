import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { SecureContextOptions } from 'node:tls';
import type { EnvironmentProblem } from '@genie-helper/environment';

/** A certificate with its key, both PEM, known to belong together and to be valid now. */
export interface HttpsFiles {
  cert: Buffer;
  key: Buffer;
  /** Where they lie, for whoever reads them again. */
  certPath: string;
  keyPath: string;
}

/**
 * Reads and checks the two HTTPS files, so that a bad one stops the start rather than the first handshake.
 *
 * @param certPath value of HTTPS_CERT_PATH
 * @param keyPath value of HTTPS_KEY_PATH
 * @param now the time that the certificate must be valid at
 * @returns the files, or what is wrong with them; a problem names the variable, not the path
 */
export function readHttpsFiles(
  certPath: string,
  keyPath: string,
  now = new Date(),
): HttpsFiles | { problems: EnvironmentProblem[] } {
  const cert = attempt(() => readFileSync(certPath));
  const key = attempt(() => readFileSync(keyPath));
  const certificate = cert && attempt(() => new X509Certificate(cert));
  const privateKey = key && attempt(() => createPrivateKey(key));
  const problems: EnvironmentProblem[] = [];
  const say = (name: EnvironmentProblem['name'], what: string) =>
    problems.push({ name, message: `${name} ${what}` });

  if (!cert) say('HTTPS_CERT_PATH', 'names a file that cannot be read.');
  else if (!certificate) say('HTTPS_CERT_PATH', 'names a file that is not a PEM certificate.');
  else if (now > certificate.validToDate) {
    say('HTTPS_CERT_PATH', `names a certificate that expired on ${certificate.validTo}.`);
  } else if (now < certificate.validFromDate) {
    say('HTTPS_CERT_PATH', `names a certificate that is valid only from ${certificate.validFrom}.`);
  }
  if (!key) say('HTTPS_KEY_PATH', 'names a file that cannot be read.');
  else if (!privateKey) say('HTTPS_KEY_PATH', 'names a file that is not an unencrypted PEM key.');
  else if (certificate && !certificate.checkPrivateKey(privateKey)) {
    say(
      'HTTPS_KEY_PATH',
      'names a key that does not belong to the certificate of HTTPS_CERT_PATH.',
    );
  }
  return cert && key && problems.length === 0 ? { cert, key, certPath, keyPath } : { problems };
}

function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

/**
 * Renewed certificates, taken over while the server runs.
 *
 * Guarantees: new connections get the certificate that lies on the disk now, at the latest after one interval; open
 * connections go on undisturbed. Files that can't be used (half written, no pair, expired) change nothing and are
 * reported once, by the name of their variable.
 */

/** What is watched, and who is told. */
export interface WatchOptions {
  files: HttpsFiles;
  /** Takes the new pair for connections from now on, as `tls.Server.setSecureContext` does. */
  take: (context: SecureContextOptions) => void;
  log: { info(message: string): void; error(message: string): void };
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
    take({ cert: found.cert, key: found.key, ...tlsPolicy });
    current = found;
    log.info('the renewed certificate of HTTPS_CERT_PATH is in use');
  }

  const timer = setInterval(look, everyMs);
  timer.unref();
  return () => clearInterval(timer);
}
