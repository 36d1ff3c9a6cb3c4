import { ask } from '../ask.ts';
import { type Check, fail, ok, warn } from '../check.ts';
import { type DoctorDeps, isDirectusOurs } from '../doctor-deps.ts';
import { explainCode } from '../system-code.ts';

const toleratedMs = 5_000;
const dangerousMs = 60_000;

/** Directus as anybody sees it: that it answers, and what its clock says. */
export function directusServerChecks({ installation, world }: DoctorDeps): Check[] {
  const url = installation.values.DIRECTUS_URL ?? '';
  return [
    {
      id: 'directus.reachable',
      holds: 'Directus answers',
      needs: isDirectusOurs(installation) ? ['port.directus'] : [],
      variables: ['DIRECTUS_URL'],
      async run(signal) {
        const answer = await ask(`${url}/server/ping`, { signal });
        if (answer.status === 200 && answer.text === 'pong') return ok(`It answers at ${url}.`);
        if (answer.code !== undefined) {
          const mend = isDirectusOurs(installation)
            ? 'Start it with "npm start"; data/logs/directus.log says why if it does not come up.'
            : 'Start that Directus, or set DIRECTUS_URL to where it is.';
          return fail(`Directus does not answer at ${url} (${explainCode(answer.code)}).`, mend);
        }
        return fail(
          `What answers at ${url} is no Directus.`,
          'Set DIRECTUS_URL to the address of Directus, with the path that it is served under.',
        );
      },
    },
    {
      id: 'directus.clock',
      holds: 'its clock agrees with the one here: a warning from 5 s, a fault from 60 s',
      needs: ['directus.reachable'],
      async run(signal) {
        const before = world.wallClock();
        const answer = await ask(`${url}/server/ping`, { signal });
        const date = Date.parse(answer.headers?.get('date') ?? '');
        if (Number.isNaN(date)) return ok('It does not say its time.');
        // The header leaves out the fraction of the second.
        const skewMs = date + 500 - (before + world.wallClock()) / 2;
        const seconds = Math.round(Math.abs(skewMs) / 1000);
        if (Math.abs(skewMs) < toleratedMs) return ok('Its clock agrees with the one here.');
        const sentence = `Its clock is ${seconds} s ${skewMs < 0 ? 'behind' : 'ahead of'} the one here, so sessions end too early or too late.`;
        const mend =
          'Let both machines keep time by NTP: "timedatectl set-ntp true", "timedatectl status".';
        return Math.abs(skewMs) < dangerousMs ? warn(sentence, mend) : fail(sentence, mend);
      },
    },
  ];
}
