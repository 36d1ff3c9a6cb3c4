import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { EnvironmentProblem } from './parse-environment.ts';

/** A certificate with its key, both PEM, known to belong together and to be valid now. */
export interface HttpsFiles {
  cert: Buffer;
  key: Buffer;
  /** Where they lie, for whoever reads them again. */
  certPath: string;
  keyPath: string;
  validUntil: Date;
}

/** What is wrong with one of the two files; the message names the variable, not the path. */
export interface HttpsProblem extends EnvironmentProblem {
  name: 'HTTPS_CERT_PATH' | 'HTTPS_KEY_PATH';
  reason: 'unreadable' | 'malformed' | 'mismatched' | 'expired' | 'not_yet_valid';
}

/**
 * Reads and checks the two HTTPS files, so that a bad one stops the start rather than the first handshake.
 *
 * @param certPath value of HTTPS_CERT_PATH
 * @param keyPath value of HTTPS_KEY_PATH
 * @param now the time that the certificate must be valid at
 * @returns the files, or everything that is wrong with them
 */
export function readHttpsFiles(
  certPath: string,
  keyPath: string,
  now = new Date(),
): HttpsFiles | { problems: HttpsProblem[] } {
  const cert = attempt(() => readFileSync(certPath));
  const key = attempt(() => readFileSync(keyPath));
  const certificate = cert && attempt(() => new X509Certificate(cert));
  const privateKey = key && attempt(() => createPrivateKey(key));
  const problems: HttpsProblem[] = [];
  const add = (name: HttpsProblem['name'], reason: HttpsProblem['reason'], what: string) =>
    problems.push({ name, reason, message: `${name} names ${what}.` });

  if (!cert) add('HTTPS_CERT_PATH', 'unreadable', 'a file that cannot be read');
  else if (!certificate) {
    add('HTTPS_CERT_PATH', 'malformed', 'a file that is not a PEM certificate');
  } else if (now > certificate.validToDate) {
    const when = certificate.validTo;
    add('HTTPS_CERT_PATH', 'expired', `a certificate that expired on ${when}`);
  } else if (now < certificate.validFromDate) {
    const when = certificate.validFrom;
    add('HTTPS_CERT_PATH', 'not_yet_valid', `a certificate that is valid only from ${when}`);
  }
  if (!key) add('HTTPS_KEY_PATH', 'unreadable', 'a file that cannot be read');
  else if (!privateKey) {
    add('HTTPS_KEY_PATH', 'malformed', 'a file that is not an unencrypted PEM key');
  } else if (certificate && !certificate.checkPrivateKey(privateKey)) {
    const what = 'a key that does not belong to the certificate of HTTPS_CERT_PATH';
    add('HTTPS_KEY_PATH', 'mismatched', what);
  }
  if (!cert || !key || !certificate || problems.length > 0) return { problems };
  return { cert, key, certPath, keyPath, validUntil: certificate.validToDate };
}

function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
