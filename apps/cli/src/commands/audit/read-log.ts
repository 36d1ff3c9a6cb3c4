import type { LogRow } from '@genie-helper/audit-chain';
import type { DirectusAnswer } from '@genie-helper/directus-client';
import type { AdminCall } from '@genie-helper/directus-client/queries';
import {
  type AuditEntriesAnswer,
  type AuditHeadAnswer,
  auditPaths,
  maxAuditEntries,
} from '@genie-helper/guard-protocol';
import { dataOf } from '../data/data-status.ts';

/** The end of the chain. @throws CliError where Directus runs without our guard · DirectusError */
export async function readHead(call: AdminCall): Promise<AuditHeadAnswer> {
  const answer = await call({ method: 'POST', path: auditPaths.head, body: {} });
  return dataOf(answer, 'the end of the access log') as unknown as AuditHeadAnswer;
}

/** The lines of checkpoints that the database keeps. @throws as `readHead` */
export async function readKeptCheckpoints(call: AdminCall): Promise<string[]> {
  const answer = await call({ method: 'POST', path: auditPaths.checkpoints, body: {} });
  const { lines } = dataOf(answer, 'checkpoints');
  return Array.isArray(lines) ? lines.map(String) : [];
}

/** A page of the log, as the guard gives it. @throws as `readHead` */
export function toLogRows(answer: DirectusAnswer): LogRow[] {
  const { columns, rows } = dataOf(answer, 'the access log') as unknown as AuditEntriesAnswer;
  return rows.map((row) => Object.fromEntries(columns.map((name, at) => [name, row[at]])));
}

/**
 * The log page by page, in the order of its chain; the next page is read while one is worked on.
 *
 * @param since only entries from this moment on, ISO 8601
 * @throws as `readHead`
 */
export async function* readLog(call: AdminCall, since?: string): AsyncGenerator<LogRow[]> {
  const read = async (after: number): Promise<LogRow[]> => {
    const body = { after, limit: maxAuditEntries, ...(since === undefined ? {} : { since }) };
    const answer = await call({ method: 'POST', path: auditPaths.entries, body });
    return toLogRows(answer);
  };
  let next = read(0);
  for (;;) {
    const page = await next;
    const last = page.at(-1);
    if (last === undefined) return;
    if (page.length < maxAuditEntries) {
      yield page;
      return;
    }
    next = read(Number(last.seq));
    // Whoever stops reading in between leaves it to nobody.
    next.catch(() => {});
    yield page;
  }
}
