import { isRecord } from '@genie-helper/directus-client';
import { type AdminCall, assertDone } from '@genie-helper/directus-client/queries';
import { type DeletionStatus, leavingPaths } from '@genie-helper/guard-protocol';
import { CliError } from '../../installation/cli-error.ts';

/**
 * The table of `genie users deletions`: accounts that their owners have deleted and that aren't erased yet.
 *
 * @param nowMs for what is overdue
 * @throws CliError where Directus runs without our guard, or with an older one · DirectusError
 */
export async function listDeletions(call: AdminCall, nowMs: number): Promise<string> {
  const answer = await call({ method: 'POST', path: leavingPaths.status, body: {} });
  if (!answer.ok && answer.status === 404) {
    throw new CliError(
      'This Directus runs without our guards, or with older ones. Run "genie doctor".',
    );
  }
  const { data } = assertDone(answer, 'the accounts that wait for their deletion');
  if (!isRecord(data) || !Array.isArray(data.next)) {
    throw new CliError('This Directus answers in another form. Run "genie doctor".');
  }
  const { waiting, next, overdue } = data as unknown as DeletionStatus;
  if (waiting === 0) return 'No account waits for its deletion.\n';
  const rows = next.map(({ userId, deletesAt, attempts }) => {
    const isOverdue = deletesAt <= nowMs;
    const tried = attempts > 0 ? `, tried ${attempts} times` : '';
    return `${userId}  ${timeOf(deletesAt)}${isOverdue ? `  overdue${tried}` : ''}\n`;
  });
  const more = waiting > next.length ? `and ${waiting - next.length} more\n` : '';
  const summary = `${waiting} waiting, ${overdue} overdue\n`;
  return `${rows.join('')}${more}${summary}`;
}

function timeOf(epochMs: number): string {
  return `${new Date(epochMs).toISOString().slice(0, 19)}Z`;
}
