/**
 * The credential access log.
 *
 * Guarantees: entries are added, never changed; an entry that can't be written is an error, so whoever
 * writes it first and answers then reveals nothing that isn't logged.
 */
import { type DirectusAnswer, describeRefusal, type Refusal } from '@genie-helper/directus-client';
import { type AdminCall, type Filter, openCollection } from '@genie-helper/directus-client/queries';
import Type, { type Static } from 'typebox';
import { AppError, retryAfterSeconds } from '../http/errors.ts';
import { orNull } from '../http/schemas.ts';

const row = Type.Object({
  id: Type.Integer(),
  at: Type.String(),
  action: Type.String(),
  outcome: Type.String(),
  principal_kind: Type.String(),
  principal_id: Type.String(),
  collection: Type.String(),
  item: Type.String(),
  connection: orNull,
  request_id: Type.String(),
  address: Type.String(),
});

/** An entry as it was kept. */
export type AccessEntryRow = Static<typeof row>;

/** Which entries to list. What is left out doesn't narrow them. */
export interface AccessQuery {
  limit: number;
  offset: number;
  connectionId?: string | undefined;
  action?: string | undefined;
  outcome?: string | undefined;
  principalKind?: string | undefined;
  principalId?: string | undefined;
  /** From this moment on, ISO 8601. */
  since?: string | undefined;
  /** Before this moment. */
  until?: string | undefined;
}

/** Where entries of the log go and come from. */
export type AccessLog = ReturnType<typeof createAccessLog>;

export const accessLogPath = '/items/credential_access_log';

/**
 * @param call asks Directus as the administrator
 * @param now the time that entries get
 */
export function createAccessLog(call: AdminCall, now: () => Date) {
  const entries = openCollection(call, accessLogPath, row);
  return {
    /** @throws DirectusError, or AppError `audit.unavailable` where the entry wasn't kept */
    async append(entry: AccessEntry): Promise<void> {
      const body = { ...toColumns(entry, now()), item: entry.recordId };
      assertLogged(await call({ method: 'POST', path: `${accessLogPath}?fields=id`, body }));
    },
    /** Entries, newest first, and how many there are in all. @throws DirectusError */
    async list({ limit, offset, ...wanted }: AccessQuery) {
      const filter = { _and: toConditions(wanted) };
      const { rows, total } = await entries.page({ filter, sort: '-id', limit, offset });
      return { entries: rows, total };
    },
  };
}

const conditions = {
  connectionId: ['connection', '_eq'],
  action: ['action', '_eq'],
  outcome: ['outcome', '_eq'],
  principalKind: ['principal_kind', '_eq'],
  principalId: ['principal_id', '_eq'],
  since: ['at', '_gte'],
  until: ['at', '_lt'],
} as const satisfies Record<keyof Omit<AccessQuery, 'limit' | 'offset'>, readonly string[]>;

function toConditions(wanted: Omit<AccessQuery, 'limit' | 'offset'>): Filter[] {
  return Object.entries(conditions).flatMap(([name, [column, operator]]) => {
    const value = wanted[name as keyof typeof wanted];
    return value === undefined ? [] : [{ [column]: { [operator]: value } }];
  });
}

/** The columns of an entry but for `item`, which may carry the record itself. */
export function toColumns(entry: AccessEntry, at: Date) {
  const { principal, requestId, address } = entry.accessor;
  return {
    at: at.toISOString(),
    action: entry.action,
    outcome: entry.outcome,
    principal_kind: principal.kind,
    principal_id: principal.kind === 'user' ? principal.userId : principal.secretGeneration,
    collection: entry.collection,
    connection: entry.connectionId,
    request_id: requestId,
    address,
  };
}

/** @throws AppError `audit.unavailable` where Directus refused the entry */
export function assertLogged(answer: DirectusAnswer): void {
  if (!answer.ok) throw notLogged(answer);
}

/** The error for what Directus refused to log, and so didn't do. */
export function notLogged(refusal: Refusal): AppError {
  return new AppError('audit.unavailable', {
    internal: `the access log: ${describeRefusal(refusal)}`,
    retryAfterSeconds,
  });
}

/** Who asks for credentials, as proven, and through which request. */
export interface Accessor {
  principal:
    | { kind: 'user'; userId: string }
    | { kind: 'server'; secretGeneration: 'current' | 'previous' };
  requestId: string;
  address: string;
}

/** The collections whose records hold ciphertexts. */
export type SealedCollection =
  | 'platform_connections'
  | 'download_credentials'
  | 'platform_sessions';

/** What can be asked for. `rotate` is written by the command that changes keys. */
export const accessActions = [
  'create',
  'store',
  'update',
  'reveal',
  'store_session',
  'read_session',
  'delete',
  'rotate',
] as const;

/** How it can end. Of everything but `done` nothing was written or revealed. */
export const accessOutcomes = ['done', 'not_found', 'not_owner', 'expired', 'unopenable'] as const;

/** Who wants to do what with a record of which collection. */
export interface Access<C extends SealedCollection = SealedCollection> {
  accessor: Accessor;
  action: (typeof accessActions)[number];
  collection: C;
}

/** One line of the access log; there is no secret in it. */
export interface AccessEntry extends Access {
  outcome: (typeof accessOutcomes)[number];
  /** The record that was asked for. */
  recordId: string;
  /** The connection that the record is or belongs to, if any. */
  connectionId: string | null;
}
