import type { Caller, Mode } from './caller.ts';
import { acceptingEndpoints, allEndpoints } from './endpoints.ts';
import { logIn, type RevocationEvent } from './revocation-events.ts';

/** What was seen after one event: which endpoints still took which token. */
export interface MatrixRow {
  event: string;
  mode: Mode;
  before: string[];
  first: string[];
  second: string[];
  secondShouldLive: boolean;
}

/** Logs a user in on two devices, lets the event happen, and tries every endpoint with both tokens. */
export async function matrixRow(
  directus: Caller,
  event: RevocationEvent,
  mode: Mode,
): Promise<MatrixRow> {
  const user = await directus.admin.createUser();
  const first = await logIn(directus, user, mode);
  const second = await logIn(directus, user, mode);
  const before = await acceptingEndpoints(directus, first.accessToken);
  await event.happen(directus, user, first);
  return {
    event: event.name,
    mode,
    before,
    first: await acceptingEndpoints(directus, first.accessToken),
    second: await acceptingEndpoints(directus, second.accessToken),
    secondShouldLive: !event.endsSecondDevice,
  };
}

/** One line for each event and mode, one column an endpoint: what became of the dead token there. */
export function printMatrix(rows: readonly MatrixRow[]): string {
  const width = Math.max(...rows.map(({ event }) => event.length));
  const head = `${''.padEnd(width)}  mode     ${allEndpoints.join('  ')}  other device`;
  const lines = rows.map((row) => {
    const cells = allEndpoints.map((endpoint) => {
      const word = row.first.includes(endpoint) ? 'OPEN' : 'refused';
      return word.padEnd(endpoint.length);
    });
    const other = row.second.length === allEndpoints.length ? 'lives' : 'refused';
    return `${row.event.padEnd(width)}  ${row.mode.padEnd(7)}  ${cells.join('  ')}  ${other}`;
  });
  return [head, ...lines].join('\n');
}
