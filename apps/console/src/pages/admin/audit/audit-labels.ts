import type { AccessEntry, AuditQuery } from '@genie-helper/client';
import { readKeyOf } from '../../../labels.ts';
import { tableOf } from '../shared/csv-tables.ts';
import type { People } from '../shared/find-people.ts';
import { type State, userName } from '../shared/labels.ts';
import { parseTimestamp, readId, readPage, readText } from '../shared/search-params.ts';

type Query = NonNullable<AuditQuery>;
type Action = NonNullable<Query['action']>;
type Outcome = NonNullable<Query['outcome']>;
type Area = NonNullable<Query['area']>;
type PrincipalKind = NonNullable<Query['principalKind']>;

/** What entries are about. */
export const areaLabels: Readonly<Record<Area, string>> = {
  credentials: 'Stored credentials',
  account: 'Sign-ins and accounts',
  admin: 'Administrators',
  client: 'Servers',
};

/** What can be done, in any area. */
export const actionLabels: Readonly<Record<Action, string>> = {
  create: 'Created',
  store: 'Stored',
  update: 'Updated',
  reveal: 'Revealed',
  store_session: 'Session stored',
  read_session: 'Session read',
  delete: 'Deleted',
  export: 'Exported',
  rotate: 'Key changed',
  sign_in: 'Signed in',
  prove: 'Password asked for',
  change_password: 'Password changed',
  use_link: 'Link of a mail used',
  update_account: 'Account changed',
  delete_account: 'Account deleted',
  two_factor_on: 'Second factor on',
  two_factor_off: 'Second factor off',
  new_recovery_codes: 'New recovery codes',
  begin_deletion: 'Deletion asked for',
  erase: 'Erased',
  update_user: 'User changed',
  delete_user: 'User deleted',
  sign_out_user: 'User signed out',
  create_client: 'Server made',
  change_client: 'Server changed',
  rotate_client: 'Server got a new secret',
  end_client: 'Server ended',
  reseal_client: 'Server sealed anew',
};

/** How it can end. */
export const outcomeStates: Readonly<Record<Outcome, State>> = {
  done: { label: 'Done', color: 'lamp' },
  not_found: { label: 'Not found', color: 'yellow' },
  not_owner: { label: 'Not the owner', color: 'red' },
  not_allowed: { label: 'Not allowed', color: 'red' },
  owner_inactive: { label: 'Owner not active', color: 'red' },
  expired: { label: 'Expired', color: 'yellow' },
  unopenable: { label: 'Could not be opened', color: 'red' },
  refused: { label: 'Refused', color: 'red' },
  unfinished: { label: 'Code missing', color: 'yellow' },
};

/** Who can have done it. */
export const principalKindLabels: Readonly<Record<PrincipalKind, string>> = {
  user: 'A user',
  server: 'A server',
  unproven: 'Who was refused',
};

const collectionLabels: Readonly<Record<string, string>> = {
  platform_connections: 'Connection',
  download_credentials: 'Download credential',
  platform_sessions: 'Platform session',
  directus_users: 'Account',
  genie_service_clients: 'Server',
};

const serverLabels: Readonly<Record<string, string>> = {
  current: 'Server, current secret',
  previous: 'Server, previous secret',
  command: 'Key rotation',
  guard: 'Directus itself',
};

/** What was done. A word that this page doesn't know yet stays as it is. */
export const actionLabel = (action: string) => actionLabels[action as Action] ?? action;

/** What kind of record it was about. */
export const collectionLabel = (collection: string) => collectionLabels[collection] ?? collection;

/** How it ended. */
export const outcomeState = (outcome: string): State =>
  outcomeStates[outcome as Outcome] ?? { label: outcome, color: 'gray' };

/** Which server it was, or that it was nobody; undefined where a user is named. */
export function serverLabel({
  principal,
  client,
}: Pick<AccessEntry, 'principal' | 'client'>): string | undefined {
  if (principal.kind === 'unproven' && principal.id === 'unknown') return 'Nobody known';
  if (principal.kind !== 'server') return undefined;
  if (client === null || client === 'default') {
    return serverLabels[principal.id] ?? `${principal.kind} ${principal.id}`;
  }
  return principal.id === 'previous' ? `${client}, previous secret` : client;
}

/** What the address says of the entries that are shown. */
export function readAuditSearch(search: Record<string, unknown>) {
  return {
    page: readPage(search.page),
    area: readKeyOf(search.area, areaLabels),
    action: readKeyOf(search.action, actionLabels),
    outcome: readKeyOf(search.outcome, outcomeStates),
    principalKind: readKeyOf(search.principalKind, principalKindLabels),
    principalId: readId(search.principalId),
    client: readText(search.client)?.slice(0, 64),
    creatorProfileId: readText(search.creatorProfileId)?.slice(0, 255),
    since: parseTimestamp(search.since),
    until: parseTimestamp(search.until),
    /** Whether times are shown in UTC. */
    isUtc: search.isUtc === true ? (true as const) : undefined,
    /** The one whose details are open. */
    entry: readId(search.entry),
  };
}

/** The filters alone, by the names that the API has for them. */
export type AuditFilter = Omit<ReturnType<typeof readAuditSearch>, 'page' | 'isUtc' | 'entry'>;

/**
 * Entries of the access log as CSV. What a spreadsheet would take for a formula is made a text: a request id, for one,
 * is whatever the caller has sent.
 */
export function toAuditCsv(entries: readonly AccessEntry[], people: People): string {
  return tableOf(
    entries.map(({ principal, ...entry }) => {
      const user = principal.kind !== 'server' ? people.get(principal.id) : undefined;
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
        server: entry.client ?? '',
        area: entry.area,
        detail: entry.detail ?? '',
      };
    }),
  );
}
