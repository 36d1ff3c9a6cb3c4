import { DirectusStateError } from '../errors.ts';
import type { ReconcileContext } from './context.ts';
import type { Row } from './directus-api.ts';

/** The folders of our extensions; what is promised of logins and sessions holds only with all of them. */
const guards = ['session-guard', 'login-limit', 'no-public-hashing'];

/**
 * Checks that Directus has loaded every guard. One that was switched off in its database, past the
 * refusal of the session guard, is switched on again; Directus then has to be started anew, since
 * parts of a guard go in only while Directus starts.
 *
 * @throws DirectusStateError `directus.guard_missing` if one was off or isn't there.
 */
export async function assertGuards({ api, changed }: ReconcileContext): Promise<void> {
  const extensions = await api.list('/extensions');
  const found = guards.map((folder) => ({ folder, row: extensions.find(isIn(folder)) }));
  const missing = found.filter(({ row }) => !row?.schema);
  if (missing.length > 0) {
    throw guardError(
      `Directus runs without its guards ${names(missing)}: put their folders back into extensions/, then start once more.`,
    );
  }
  const off = found.filter(({ row }) => metaOf(row).enabled !== true);
  for (const { folder, row } of off) {
    await api.write('PATCH', `/extensions/${row?.id}`, { meta: { enabled: true } });
    changed(`Switched on the extension ${folder}.`);
  }
  if (off.length === 0) return;
  throw guardError(
    `The guards ${names(off)} of Directus were switched off, so sessions or logins weren't protected; they are on again: start once more.`,
  );
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
