import type { AccessEntry, AuditQuery } from '@genie-helper/client';
import { readId, readMoment, readOneOf, readPage, readText } from '../shared/search-params.ts';

type Action = NonNullable<NonNullable<AuditQuery>['action']>;

type Outcome = NonNullable<NonNullable<AuditQuery>['outcome']>;

export type PrincipalKind = NonNullable<NonNullable<AuditQuery>['principalKind']>;

/** What can be done with stored credentials, in words. */
export const actionWords: Record<Action, string> = {
  create: 'Created',
  store: 'Stored',
  update: 'Updated',
  reveal: 'Revealed',
  store_session: 'Session stored',
  read_session: 'Session read',
  delete: 'Deleted',
  rotate: 'Key changed',
};

/** How it can end, and the colour of that. */
export const outcomeWords: Record<Outcome, { word: string; color: string }> = {
  done: { word: 'Done', color: 'lamp' },
  not_found: { word: 'Not found', color: 'yellow' },
  not_owner: { word: 'Not the owner', color: 'red' },
  expired: { word: 'Expired', color: 'yellow' },
  unopenable: { word: 'Could not be opened', color: 'red' },
};

/** Who can have done it. */
export const principalKindWords: Record<PrincipalKind, string> = {
  user: 'A user',
  server: 'A server',
};

const collectionWords: Record<string, string> = {
  platform_connections: 'Connection',
  download_credentials: 'Download credential',
  platform_sessions: 'Platform session',
};

const serverWords: Record<string, string> = {
  current: 'Server, current secret',
  previous: 'Server, previous secret',
  command: 'Key rotation',
};

export const actions = Object.keys(actionWords) as Action[];

export const outcomes = Object.keys(outcomeWords) as Outcome[];

export const principalKinds = Object.keys(principalKindWords) as PrincipalKind[];

/** What was done. A word that this page doesn't know yet stays as it is. */
export function wordOfAction(action: string): string {
  return actionWords[action as Action] ?? action;
}

/** How it ended, as `wordOfAction`. */
export function wordOfOutcome(outcome: string): { word: string; color: string } {
  return outcomeWords[outcome as Outcome] ?? { word: outcome, color: 'gray' };
}

/** What kind of record it was about. */
export function wordOfCollection(collection: string): string {
  return collectionWords[collection] ?? collection;
}

/** Which server it was; undefined where it was a user. */
export function wordOfServer({ principal }: Pick<AccessEntry, 'principal'>): string | undefined {
  if (principal.kind === 'user') return undefined;
  return serverWords[principal.id] ?? `${principal.kind} ${principal.id}`;
}

/** What the address says of the entries that are shown. */
export type AuditSearch = ReturnType<typeof readAuditSearch>;

/** The filters alone, by the names that the API has for them. */
export type AuditFilter = Omit<AuditSearch, 'page' | 'isUtc'>;

export function readAuditSearch(search: Record<string, unknown>) {
  return {
    page: readPage(search.page),
    action: readOneOf(search.action, actions),
    outcome: readOneOf(search.outcome, outcomes),
    principalKind: readOneOf(search.principalKind, principalKinds),
    principalId: readId(search.principalId),
    creatorProfileId: readText(search.creatorProfileId)?.slice(0, 255),
    since: readMoment(search.since),
    until: readMoment(search.until),
    /** Whether times are shown in UTC. */
    isUtc: search.isUtc === true ? (true as const) : undefined,
  };
}
