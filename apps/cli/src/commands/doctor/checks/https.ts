import { resolve } from 'node:path';
import { type HttpsProblem, readHttpsFiles } from '@genie-helper/environment';
import { type Check, type DoctorDeps, fail, notInUse, ok, warn } from '../check.ts';

const dayMs = 86_400_000;
const shortDays = 14;

/** The certificate and its key, read as the API reads them at its start. */
export function httpsChecks({ installation, context }: DoctorDeps): Check[] {
  const { ENABLE_HTTPS, HTTPS_CERT_PATH, HTTPS_KEY_PATH } = installation.values;
  const isOff = ENABLE_HTTPS !== true;
  const off = notInUse('HTTPS is off (ENABLE_HTTPS).');
  const paths = {
    HTTPS_CERT_PATH: resolve(installation.dir, HTTPS_CERT_PATH ?? ''),
    HTTPS_KEY_PATH: resolve(installation.dir, HTTPS_KEY_PATH ?? ''),
  };
  const read = () => {
    const now = new Date(context.wallClock());
    return readHttpsFiles(paths.HTTPS_CERT_PATH, paths.HTTPS_KEY_PATH, now);
  };
  return [
    {
      id: 'https.files',
      holds: 'certificate and key can be read and belong together',
      variables: ['ENABLE_HTTPS', 'HTTPS_CERT_PATH', 'HTTPS_KEY_PATH'],
      run() {
        if (isOff) return off;
        const found = read();
        const problems = 'problems' in found ? found.problems : [];
        const problem = problems.find((each) => !isAboutDates(each));
        if (problem === undefined) return ok('Certificate and key belong together.');
        return fail(problem.message, fixFor(problem, paths[problem.name]));
      },
    },
    {
      id: 'https.expiry',
      holds: 'the certificate is valid now, and for 14 days more',
      needs: ['https.files'],
      run() {
        if (isOff) return off;
        const found = read();
        const renew = `Renew the certificate at ${paths.HTTPS_CERT_PATH}, then restart the API.`;
        if ('problems' in found) {
          const [problem] = found.problems;
          const isEarly = problem?.reason === 'not_yet_valid';
          const fix = isEarly ? `See that the date here is right. ${renew}` : renew;
          return fail(problem?.message ?? 'The certificate can not be read.', fix);
        }
        const until = found.validUntil.toISOString().slice(0, 10);
        const daysLeft = Math.floor((found.validUntil.getTime() - context.wallClock()) / dayMs);
        const message = `The certificate is valid until ${until}, ${daysLeft} more days.`;
        return daysLeft < shortDays ? warn(message, renew) : ok(message);
      },
    },
  ];
}

function isAboutDates({ reason }: HttpsProblem): boolean {
  return reason === 'expired' || reason === 'not_yet_valid';
}

function fixFor({ name, reason }: HttpsProblem, path: string): string {
  if (reason === 'unreadable') {
    return `Correct the path, which is ${path}, or let the user of the API read the file. Relative paths begin at the folder of .env.`;
  }
  if (reason === 'mismatched') {
    return 'Set HTTPS_CERT_PATH and HTTPS_KEY_PATH to two files that were made together.';
  }
  return name === 'HTTPS_CERT_PATH'
    ? 'Set HTTPS_CERT_PATH to a PEM certificate, with its chain.'
    : `Set HTTPS_KEY_PATH to one; openssl pkey -in ${path} takes a passphrase off.`;
}
