import type { AccessEntry } from '@genie-helper/client';
import { toCsv } from '../../../csv.ts';
import type { People } from '../shared/people.tsx';
import { nameOf } from '../users/user-labels.ts';

const columns = [
  'entry',
  'time_utc',
  'action',
  'outcome',
  'principal_kind',
  'principal_id',
  'principal_name',
  'collection',
  'record_id',
  'connection_id',
  'request_id',
  'address',
];

/**
 * Entries of the access log as CSV. What a spreadsheet would take for a formula is made a text: a request id, for one,
 * is whatever the caller has sent.
 */
export function toAuditCsv(entries: readonly AccessEntry[], people: People): string {
  const rows = entries.map((entry) => [
    String(entry.id),
    entry.at,
    entry.action,
    entry.outcome,
    entry.principal.kind,
    entry.principal.id,
    principalName(entry, people),
    entry.collection,
    entry.recordId,
    entry.creatorProfileId ?? '',
    entry.requestId,
    entry.address,
  ]);
  return toCsv([columns, ...rows]);
}

function principalName({ principal }: AccessEntry, people: People): string {
  const user = principal.kind === 'user' ? people.get(principal.id) : undefined;
  return user === undefined ? '' : nameOf(user);
}
