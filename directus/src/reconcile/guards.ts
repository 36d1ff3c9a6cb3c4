import { DirectusStateError } from '../errors.ts';
import type { ReconcileContext } from './context.ts';
import type { DirectusReader, Row } from './directus-api.ts';

/** The folders of our extensions; what is promised of logins and sessions holds only with all of them. */
const guards = ['guard'];

/** The guards that aren't at work, by folder; both lists are empty where all is well. */
export interface GuardReport {
  /** Not installed, or not loaded. */
  missing: string[];
  /** Switched off in Directus's database. */
  off: string[];
}

/** Looks which guards Directus runs with, and changes nothing. */
export async function inspectGuards(api: DirectusReader): Promise<GuardReport> {
  const { missing, off } = await findGuards(api);
  return { missing: missing.map(({ folder }) => folder), off: off.map(({ folder }) => folder) };
}

/**
 * Checks that Directus has loaded every guard. One that was switched off in its database, past the
 * refusal of the session guard, is switched on again; Directus then has to be started anew, since
 * parts of a guard go in only while Directus starts.
 *
 * @throws DirectusStateError `directus.guard_missing` if one was off or isn't there.
 */
export async function assertGuards({ api, change }: ReconcileContext): Promise<void> {
  const { missing, off } = await findGuards(api);
  if (missing.length > 0) {
    throw guardError(
      `Directus runs without its extension ${names(missing)}: put the folder back into extensions/, then start once more.`,
    );
  }
  for (const { folder, row } of off) {
    await change({
      method: 'PATCH',
      path: `/extensions/${row?.id}`,
      body: { meta: { enabled: true } },
      found: `The extension ${folder} is switched off.`,
      done: `Switched on the extension ${folder}.`,
    });
  }
  if (off.length === 0) return;
  throw guardError(
    `The extension ${names(off)} of Directus was switched off, so sessions and logins weren't protected; it is on again: start once more.`,
  );
}

async function findGuards(api: DirectusReader) {
  const extensions = await api.list('/extensions');
  const found = guards.map((folder) => ({ folder, row: extensions.find(isIn(folder)) }));
  return {
    missing: found.filter(({ row }) => !row?.schema),
    off: found.filter(({ row }) => row?.schema && metaOf(row).enabled !== true),
  };
}

function isIn(folder: string): (row: Row) => boolean {
  return (row) => metaOf(row).folder === folder && metaOf(row).source === 'local';
}

function metaOf(row: Row | undefined): Row {
  return typeof row?.meta === 'object' && row.meta !== null ? { ...row.meta } : {};
}

function names(guards: readonly { folder: string }[]): string {
  return guards.map(({ folder }) => folder).join(', ');
}

function guardError(message: string): DirectusStateError {
  return new DirectusStateError('directus.guard_missing', message);
}
