import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { DoctorDeps } from '../../../installation/installation.ts';
import { type Check, type Finding, fail, notInUse, ok, warn } from '../check.ts';

const dayMs = 86_400_000;
const shortDays = 14;

/** The certificate and its key, as the API reads them at its start. */
export function httpsChecks({ installation, world }: DoctorDeps): Check[] {
  const { ENABLE_HTTPS, HTTPS_CERT_PATH, HTTPS_KEY_PATH } = installation.values;
  const isOff = ENABLE_HTTPS !== true;
  const off = notInUse('HTTPS is off (ENABLE_HTTPS).');
  const certPath = resolve(installation.dir, HTTPS_CERT_PATH ?? '');
  const keyPath = resolve(installation.dir, HTTPS_KEY_PATH ?? '');
  return [
    {
      id: 'https.files',
      holds: 'certificate and key can be read and belong together',
      variables: ['ENABLE_HTTPS', 'HTTPS_CERT_PATH', 'HTTPS_KEY_PATH'],
      run: async () => (isOff ? off : lookAtFiles(certPath, keyPath)),
    },
    {
      id: 'https.expiry',
      holds: 'the certificate is valid now, and for 14 days more',
      needs: ['https.files'],
      async run() {
        if (isOff) return off;
        const certificate = new X509Certificate(await readFile(certPath));
        return lookAtDates(certificate, certPath, world.wallClock());
      },
    },
  ];
}

async function lookAtFiles(certPath: string, keyPath: string): Promise<Finding> {
  const [cert, key] = await Promise.all([certPath, keyPath].map((path) => read(path)));
  if (cert === undefined) return unreadable('HTTPS_CERT_PATH', certPath);
  if (key === undefined) return unreadable('HTTPS_KEY_PATH', keyPath);
  const certificate = attempt(() => new X509Certificate(cert));
  const privateKey = attempt(() => createPrivateKey(key));
  if (certificate === undefined) {
    return fail(
      `${certPath} is no PEM certificate.`,
      'Set HTTPS_CERT_PATH to one, with its chain.',
    );
  }
  if (privateKey === undefined) {
    return fail(
      `${keyPath} is no PEM key without a passphrase.`,
      `Set HTTPS_KEY_PATH to one; openssl pkey -in ${keyPath} takes a passphrase off.`,
    );
  }
  if (!certificate.checkPrivateKey(privateKey)) {
    return fail(
      'The key does not belong to the certificate.',
      'Set HTTPS_CERT_PATH and HTTPS_KEY_PATH to two files that were made together.',
    );
  }
  return ok('Certificate and key belong together.');
}

function lookAtDates(certificate: X509Certificate, path: string, now: number): Finding {
  const { validFromDate, validToDate } = certificate;
  const renew = `Renew the certificate at ${path}, then restart the API.`;
  if (now < validFromDate.getTime()) {
    const from = validFromDate.toISOString().slice(0, 10);
    return fail(
      `The certificate is valid only from ${from}.`,
      `See that the date here is right. ${renew}`,
    );
  }
  const until = validToDate.toISOString().slice(0, 10);
  const daysLeft = Math.floor((validToDate.getTime() - now) / dayMs);
  if (daysLeft < 0) return fail(`The certificate expired on ${until}.`, renew);
  const sentence = `The certificate is valid until ${until}, ${daysLeft} more days.`;
  return daysLeft < shortDays ? warn(sentence, renew) : ok(sentence);
}

function unreadable(name: string, path: string): Finding {
  return fail(
    `${name} names a file that can't be read: ${path}.`,
    'Correct the path, or let the user of the API read the file. Relative paths begin at the folder of .env.',
  );
}

function read(path: string): Promise<Buffer | undefined> {
  return readFile(path).catch(() => undefined);
}

function attempt<T>(make: () => T): T | undefined {
  try {
    return make();
  } catch {
    return undefined;
  }
}
