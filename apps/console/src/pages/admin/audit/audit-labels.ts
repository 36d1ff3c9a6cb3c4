import type { AccessEntry, AuditQuery } from '@genie-helper/client';
import { toCsv } from '../../../csv.ts';
import { readKeyOf } from '../../../labels.ts';
import { type State, userName } from '../shared/labels.ts';
import type { People } from '../shared/people.tsx';
import { parseTimestamp, readId, readPage, readText } from '../shared/search-params.ts';

type Query = NonNullable<AuditQuery>;
type Action = NonNullable<Query['action']>;
type Outcome = NonNullable<Query['outcome']>;
type PrincipalKind = NonNullable<Query['principalKind']>;

/** What can be done with stored credentials. */
export const actionLabels: Readonly<Record<Action, string>> = {
  create: 'Created',
  store: 'Stored',
  update: 'Updated',
  reveal: 'Revealed',
  store_session: 'Session stored',
  read_session: 'Session read',
  delete: 'Deleted',
  rotate: 'Key changed',
};

/** How it can end. */
export const outcomeStates: Readonly<Record<Outcome, State>> = {
  done: { label: 'Done', color: 'lamp' },
  not_found: { label: 'Not found', color: 'yellow' },
  not_owner: { label: 'Not the owner', color: 'red' },
  expired: { label: 'Expired', color: 'yellow' },
  unopenable: { label: 'Could not be opened', color: 'red' },
};

/** Who can have done it. */
export const principalKindLabels: Readonly<Record<PrincipalKind, string>> = {
  user: 'A user',
  server: 'A server',
};

const collectionLabels: Readonly<Record<string, string>> = {
  platform_connections: 'Connection',
  download_credentials: 'Download credential',
  platform_sessions: 'Platform session',
};

const serverLabels: Readonly<Record<string, string>> = {
  current: 'Server, current secret',
  previous: 'Server, previous secret',
  command: 'Key rotation',
};

/** What was done. A word that this page doesn't know yet stays as it is. */
export const actionLabel = (action: string) => actionLabels[action as Action] ?? action;

/** What kind of record it was about. */
export const collectionLabel = (collection: string) => collectionLabels[collection] ?? collection;

/** How it ended. */
export const outcomeState = (outcome: string): State =>
  outcomeStates[outcome as Outcome] ?? { label: outcome, color: 'gray' };

/** Which server it was; undefined where it was a user. */
export function serverLabel({ principal }: Pick<AccessEntry, 'principal'>): string | undefined {
  if (principal.kind === 'user') return undefined;
  return serverLabels[principal.id] ?? `${principal.kind} ${principal.id}`;
}

/** What the address says of the entries that are shown. */
export function readAuditSearch(search: Record<string, unknown>) {
  return {
    page: readPage(search.page),
    action: readKeyOf(search.action, actionLabels),
    outcome: readKeyOf(search.outcome, outcomeStates),
    principalKind: readKeyOf(search.principalKind, principalKindLabels),
    principalId: readId(search.principalId),
    creatorProfileId: readText(search.creatorProfileId)?.slice(0, 255),
    since: parseTimestamp(search.since),
    until: parseTimestamp(search.until),
    /** Whether times are shown in UTC. */
    isUtc: search.isUtc === true ? (true as const) : undefined,
  };
}

/** The filters alone, by the names that the API has for them. */
export type AuditFilter = Omit<ReturnType<typeof readAuditSearch>, 'page' | 'isUtc'>;

/**
 * Entries of the access log as CSV. What a spreadsheet would take for a formula is made a text: a request id, for one,
 * is whatever the caller has sent.
 */
export function toAuditCsv(entries: readonly AccessEntry[], people: People): string {
  const rows = entries.map(({ principal, ...entry }) => {
    const user = principal.kind === 'user' ? people.get(principal.id) : undefined;
    return {
      entry: String(entry.id),
      time_utc: entry.at,
      action: entry.action,
      outcome: entry.outcome,
      principal_kind: principal.kind,
      principal_id: principal.id,
      principal_name: user === undefined ? '' : userName(user),
      collection: entry.collection,
      record_id: entry.recordId,
      connection_id: entry.creatorProfileId ?? '',
      request_id: entry.requestId,
      address: entry.address,
    };
  });
  return toCsv([Object.keys(rows[0] ?? {}), ...rows.map((row) => Object.values(row))]);
}
