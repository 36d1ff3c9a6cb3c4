import { readId, readMoment, readOneOf, readPage, readText } from '../shared/search-params.ts';
import { actions, outcomes, principalKinds } from './audit-labels.ts';

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
