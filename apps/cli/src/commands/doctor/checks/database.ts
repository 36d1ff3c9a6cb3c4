import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { DirectusStartError, explainBrokenPackages } from '@genie-helper/directus';
import { failureCodeOf } from '@genie-helper/directus-client';
import type { Environment } from '@genie-helper/environment';
import { whyTooOld } from '@genie-helper/guard-protocol';
import { toDatabase } from '../../../installation/directus-settings.ts';
import { isDirectusOurs } from '../../../installation/installation.ts';
import { whyNoWayBack } from '../../up/change-release.ts';
import { type Check, type DoctorDeps, fail, notInUse, ok } from '../check.ts';

/** Where the Directus that we start keeps its data. */
export function databaseChecks({ installation, context }: DoctorDeps): Check[] {
  const { values } = installation;
  const { DB_CLIENT, DB_FILENAME = '', DIRECTUS_RELEASE: release } = values;
  const elsewhere = notInUse('Directus runs elsewhere.');
  return [
    {
      id: 'database.there',
      holds: "the SQLite file is nobody else's",
      variables: ['DIRECTUS_URL', 'DB_CLIENT', 'DB_FILENAME'],
      async run() {
        if (!isDirectusOurs(installation)) return elsewhere;
        if (DB_CLIENT === 'pg') return notInUse('The data is in PostgreSQL.');
        return lookAtFile(resolve(installation.dir, DB_FILENAME));
      },
    },
    {
      id: 'database.usable',
      holds: 'it opens with what is set, or the first start can make it',
      variables: [
        'DIRECTUS_URL',
        'DIRECTUS_RELEASE',
        'DB_CLIENT',
        'DB_FILENAME',
        'DB_HOST',
        'DB_PORT',
        'DB_DATABASE',
        'DB_USER',
        'DB_PASSWORD',
        'DB_SSL',
      ],
      async run() {
        if (!isDirectusOurs(installation)) return elsewhere;
        const database = toDatabase(installation.dir, values as Environment);
        const report = await context.directus.inspectDatabase(database);
        if ('fix' in report) return fail(report.message, report.fix);
        const problem =
          (report.dataVersion && whyTooOld(report.dataVersion)) ??
          whyNoWayBack(report.release, release);
        if (problem === undefined) return ok(report.message);
        return fail('The database is newer than this code.', problem);
      },
    },
    {
      id: 'database.packages',
      holds: 'what Directus needs in machine code, SQLite among it, is installed',
      variables: ['DIRECTUS_URL', 'DIRECTUS_RELEASE', 'DB_CLIENT'],
      async run() {
        if (!isDirectusOurs(installation)) return elsewhere;
        const missing = await whyNotInstalled(release, context);
        if (missing !== undefined) return fail(missing.message, missing.fix);
        const broken = await context.directus.findBrokenPackages(DB_CLIENT, release);
        if (broken.length === 0) return ok('What Directus needs in machine code is installed.');
        const { message, fix } = explainBrokenPackages(broken, release);
        return fail(message, fix);
      },
    },
  ];
}

async function lookAtFile(path: string) {
  const found = await stat(path).catch((error: unknown) => failureCodeOf(error));
  if (found === 'ENOENT') return ok('There is no database yet; the first start makes it.');
  if (typeof found === 'string') {
    return fail(`${path} can't be looked at (${found}).`, 'Run genie as the owner of data/.');
  }
  if (!found.isFile()) {
    return fail(`${path} is no file.`, 'Let DB_FILENAME name the SQLite file.');
  }
  if (process.platform === 'win32' || (found.mode & 0o007) === 0) {
    return ok(`The SQLite file is there (${Math.ceil(found.size / 1_000_000)} MB).`);
  }
  return fail('Every user can get at the SQLite file.', `chmod 600 ${path}`);
}

/** Why Directus isn't there at all, where it isn't. */
async function whyNotInstalled(
  release: Environment['DIRECTUS_RELEASE'] | undefined,
  { directus }: DoctorDeps['context'],
): Promise<{ message: string; fix: string } | undefined> {
  try {
    await directus.versionOf(release);
    return undefined;
  } catch (error) {
    if (!(error instanceof DirectusStartError)) throw error;
    const [message = '', fix = ''] = error.message.split(/(?<=installed\.) /);
    return { message, fix };
  }
}
