import { setTimeout as sleep } from 'node:timers/promises';
import type { AdminCall } from '@genie-helper/directus-client/queries';
import {
  type RetentionKind,
  type RetentionStatus,
  type RetentionStepAnswer,
  retentionKinds,
  retentionPaths,
} from '@genie-helper/guard-protocol';
import { dataOf, renderTable, sizeOf } from './data-status.ts';

/** Between two steps, so that nobody waits for them; and while another process is at work. In milliseconds. */
const pauseMs = 50;
const busyMs = 500;

/** What `genie data prune --dry-run` prints. The size is a guess by the share of the rows. */
export function renderPlan({ tables }: Pick<RetentionStatus, 'tables'>): string {
  const going = tables.filter(({ prunable }) => prunable > 0);
  if (going.length === 0) return 'Nothing has had its time.\n';
  const rows = going.map(({ table, kind, rows, prunable, bytes }) => [
    kind,
    table,
    String(prunable),
    bytes === null ? '?' : sizeOf((bytes * prunable) / rows),
  ]);
  const total = going.reduce((sum, { prunable }) => sum + prunable, 0);
  const table = renderTable([['kind', 'table', 'rows', 'about'], ...rows], new Set([2, 3]));
  return `${table}\n${total} rows would go, with what belongs to them. Nothing was removed.\n`;
}

/**
 * Has everything removed that has had its time.
 *
 * @param plan what there was to do when it began
 * @param onProgress gets each kind, and how many rows of it went, of how many
 * @returns how many rows went
 * @throws CliError · DirectusError
 */
export async function pruneData(
  call: AdminCall,
  plan: Pick<RetentionStatus, 'tables'>,
  onProgress: (kind: RetentionKind, done: number, total: number) => void,
): Promise<number> {
  const planned = countByKind(plan);
  const gone: Partial<Record<RetentionKind, number>> = {};
  for (let body: object = { begin: true }; ; ) {
    const { verdict, removed } = await step(call, body);
    for (const kind of retentionKinds) {
      const count = removed[kind] ?? 0;
      if (count === 0) continue;
      gone[kind] = (gone[kind] ?? 0) + count;
      // Rows may have come of age meanwhile.
      const total = Math.max(planned[kind] ?? 0, gone[kind]);
      onProgress(kind, gone[kind], total);
    }
    if (verdict === 'done' || verdict === 'resting') break;
    if (verdict === 'more') body = {};
    await sleep(verdict === 'busy' ? busyMs : pauseMs);
  }
  return Object.values(gone).reduce((sum, count) => sum + count, 0);
}

async function step(call: AdminCall, body: object): Promise<RetentionStepAnswer> {
  const answer = await call({ method: 'POST', path: retentionPaths.step, body });
  return dataOf(answer, 'the removal of old data') as unknown as RetentionStepAnswer;
}

function countByKind({ tables }: Pick<RetentionStatus, 'tables'>) {
  const counts: Partial<Record<RetentionKind, number>> = {};
  for (const { kind, prunable } of tables) counts[kind] = (counts[kind] ?? 0) + prunable;
  return counts;
}
