import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
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
