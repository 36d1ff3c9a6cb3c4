import { isDirectusOurs } from '../../../installation/installation.ts';
import { ask, explainCode } from '../ask.ts';
import { type Check, type DoctorDeps, fail, ok, warn } from '../check.ts';

const toleratedMs = 5_000;
const dangerousMs = 60_000;
const ntp =
  'Let all machines keep time by NTP, the database\'s too: "timedatectl set-ntp true", "timedatectl status".';

/** Directus as anybody sees it: that it answers, and what its clock says. */
export function directusServerChecks({ installation, context }: DoctorDeps): Check[] {
  const { DIRECTUS_URL: url = '' } = installation.values;
  return [
    {
      id: 'directus.reachable',
      holds: 'Directus answers',
      needs: isDirectusOurs(installation)
        ? ['port.directus', 'database.usable', 'database.packages']
        : [],
      variables: ['DIRECTUS_URL'],
      async run(signal) {
        const answer = await ask(`${url}/server/ping`, { signal });
        if (answer.status === 200 && answer.text === 'pong') return ok(`It answers at ${url}.`);
        if (answer.code !== undefined) {
          const fix = isDirectusOurs(installation)
            ? 'Start it with "npm start"; data/logs/directus.log says why if it does not come up.'
            : 'Start that Directus, or set DIRECTUS_URL to where it is.';
          return fail(`Directus does not answer at ${url} (${explainCode(answer.code)}).`, fix);
        }
        return fail(
          `What answers at ${url} is no Directus.`,
          'Set DIRECTUS_URL to the address of Directus, with the path that it is served under.',
        );
      },
    },
    {
      id: 'directus.clock',
      holds:
        'its clock agrees with its database, and with the one here: a warning from 5 s, a fault from 60 s',
      needs: ['directus.reachable'],
      async run(signal) {
        const info = await ask(`${url}/server/info`, { signal });
        if (info.status === 503 && info.text?.includes('"service":"clock"')) {
          return fail("Its clock is not its database's, so it serves nothing.", ntp);
        }
        const before = context.wallClock();
        const answer = await ask(`${url}/server/ping`, { signal });
        const date = Date.parse(answer.headers?.get('date') ?? '');
        if (Number.isNaN(date)) return ok('It does not say its time.');
        // The header leaves out the fraction of the second.
        const skewMs = date + 500 - (before + context.wallClock()) / 2;
        const seconds = Math.round(Math.abs(skewMs) / 1000);
        if (Math.abs(skewMs) < toleratedMs) return ok('Its clock agrees with the one here.');
        const message = `Its clock is ${seconds} s ${skewMs < 0 ? 'behind' : 'ahead of'} the one here, so sessions end too early or too late.`;
        return Math.abs(skewMs) < dangerousMs ? warn(message, ntp) : fail(message, ntp);
      },
    },
  ];
}
