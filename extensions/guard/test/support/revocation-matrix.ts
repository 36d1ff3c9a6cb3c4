import type { Caller, Mode } from './caller.ts';
import { allDoors, openDoors } from './doors.ts';
import { logIn, type RevocationEvent } from './revocation-events.ts';

/** What was seen after one event: which doors still took which token. */
export interface MatrixRow {
  event: string;
  mode: Mode;
  before: string[];
  first: string[];
  second: string[];
  secondShouldLive: boolean;
}

/** Logs a user in on two devices, lets the event happen, and tries every door with both tokens. */
export async function matrixRow(
  directus: Caller,
  event: RevocationEvent,
  mode: Mode,
): Promise<MatrixRow> {
  const user = await directus.admin.createUser();
  const first = await logIn(directus, user, mode);
  const second = await logIn(directus, user, mode);
  const before = await openDoors(directus, first.accessToken);
  await event.happen(directus, user, first);
  return {
    event: event.name,
    mode,
    before,
    first: await openDoors(directus, first.accessToken),
    second: await openDoors(directus, second.accessToken),
    secondShouldLive: !event.endsSecondDevice,
  };
}

/** One line for each event and mode, one column a door: what became of the dead token there. */
export function printMatrix(rows: readonly MatrixRow[]): string {
  const width = Math.max(...rows.map(({ event }) => event.length));
  const head = `${''.padEnd(width)}  mode     ${allDoors.join('  ')}  other device`;
  const lines = rows.map((row) => {
    const cells = allDoors.map((door) => {
      const word = row.first.includes(door) ? 'OPEN' : 'refused';
      return word.padEnd(door.length);
    });
    const other = row.second.length === allDoors.length ? 'lives' : 'refused';
    return `${row.event.padEnd(width)}  ${row.mode.padEnd(7)}  ${cells.join('  ')}  ${other}`;
  });
  return [head, ...lines].join('\n');
}
