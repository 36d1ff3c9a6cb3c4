/**
 * The credential access log.
 *
 * Guarantees: entries are added, never changed; an entry that can't be written is an error, so whoever
 * writes it first and answers then reveals nothing that isn't logged.
 */
import { type DirectusAnswer, describeRefusal, type Refusal } from '@genie-helper/directus-client';
import { type AdminCall, type Filter, openCollection } from '@genie-helper/directus-client/queries';
import type { EntryHead, Reach, SealedCollection } from '@genie-helper/guard-protocol';
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
  area: Type.Optional(orNull),
  detail: Type.Optional(orNull),
  client: orNull,
});

/** An entry as it was kept. */
export type AccessEntryRow = Static<typeof row>;

/** Which entries to list. What is left out doesn't narrow them. */
export interface AccessQuery {
  /** What it's about; an entry of before there were areas is about credentials. */
  area: (typeof accessAreas)[number];
  limit: number;
  offset: number;
  connectionId?: string | undefined;
  action?: string | undefined;
  outcome?: string | undefined;
  principalKind?: string | undefined;
  principalId?: string | undefined;
  /** The name of a server. */
  client?: string | undefined;
  /** From this moment on, ISO 8601. */
  since?: string | undefined;
  /** Before this moment. */
  until?: string | undefined;
}

/** Where entries of the log go and come from. */
export type AccessLog = ReturnType<typeof createAccessReader> & {
  /** @throws DirectusError, or AppError `audit.unavailable` where the entry wasn't kept */
  append(entry: AccessEntry): Promise<void>;
};

export const accessLogPath = '/items/credential_access_log';

/** @param call asks Directus as the administrator */
export function createAccessReader(call: AdminCall) {
  const entries = openCollection(call, accessLogPath, row);
  return {
    /** Entries, newest first, and how many there are in all. @throws DirectusError */
    async list({ limit, offset, area, ...wanted }: AccessQuery) {
      const filter = { _and: [areaIs(area), ...toConditions(wanted)] };
      const { rows, total } = await entries.page({ filter, sort: '-id', limit, offset });
      return { entries: rows, total };
    },
  };
}

type Wanted = Omit<AccessQuery, 'limit' | 'offset' | 'area'>;

function areaIs(area: AccessQuery['area']): Filter {
  const is = { area: { _eq: area } };
  return area === 'credentials' ? { _or: [is, { area: { _null: true } }] } : is;
}

const conditions = {
  connectionId: ['connection', '_eq'],
  action: ['action', '_eq'],
  outcome: ['outcome', '_eq'],
  principalKind: ['principal_kind', '_eq'],
  principalId: ['principal_id', '_eq'],
  client: ['client', '_eq'],
  since: ['at', '_gte'],
  until: ['at', '_lt'],
} as const satisfies Record<keyof Wanted, readonly string[]>;

function toConditions(wanted: Wanted): Filter[] {
  return Object.entries(conditions).flatMap(([name, [column, operator]]) => {
    const value = wanted[name as keyof typeof wanted];
    return value === undefined ? [] : [{ [column]: { [operator]: value } }];
  });
}

/** What an entry says of who asks, for what, when and from where. */
export function toHead({ accessor, action }: Access, at: Date): EntryHead {
  const { principal, requestId, address } = accessor;
  return {
    at: at.toISOString(),
    action,
    principal_kind: principal.kind,
    principal_id: principal.kind === 'user' ? principal.userId : principal.secretGeneration,
    request_id: requestId,
    address,
    client: principal.kind === 'server' ? principal.client.name : null,
  };
}

/** The columns of an entry but for `item`, which may carry the record itself. */
export function toColumns(entry: AccessEntry, at: Date) {
  const { outcome, collection, connectionId: connection } = entry;
  return { ...toHead(entry, at), outcome, collection, connection };
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
    | {
        kind: 'server';
        secretGeneration: 'current' | 'previous';
        /** Which server, and of whose records on which platforms; `null`: any. */
        client: Reach & { name: string };
      };
  requestId: string;
  address: string;
}

/** What entries are about. */
export const accessAreas = ['credentials', 'account', 'admin', 'client'] as const;

/** What is done with credentials. `export`: an owner took all of the own along; `rotate` is written by the command that changes keys. */
export const credentialActions = [
  'create',
  'store',
  'update',
  'reveal',
  'store_session',
  'read_session',
  'delete',
  'export',
  'rotate',
] as const;

/** What entries of every area tell. */
export const accessActions = [
  ...credentialActions,
  ...['sign_in', 'prove', 'change_password', 'use_link', 'update_account', 'delete_account'],
  ...['two_factor_on', 'two_factor_off', 'new_recovery_codes', 'begin_deletion', 'erase'],
  ...['update_user', 'delete_user', 'sign_out_user'],
  ...['create_client', 'change_client', 'rotate_client', 'end_client', 'reseal_client'],
] as const;

/**
 * How a use of credentials can end. Of everything but `done` nothing was written or revealed; an `unopenable` stands behind the `done` of the
 * same request, by which the ciphertext was given out to be opened.
 */
export const credentialOutcomes = [
  'done',
  'not_found',
  'not_owner',
  'not_allowed',
  'owner_inactive',
  'expired',
  'unopenable',
] as const;

/** How entries of every area end. `unfinished`: the password was right, and a code has to come with it. */
export const accessOutcomes = [...credentialOutcomes, 'refused', 'unfinished'] as const;

/** Who wants to do what with a record of which collection. */
export interface Access<C extends SealedCollection = SealedCollection> {
  accessor: Accessor;
  action: (typeof credentialActions)[number];
  collection: C;
}

/** One line of the access log; there is no secret in it. */
export interface AccessEntry extends Access {
  outcome: (typeof credentialOutcomes)[number];
  /** The record that was asked for. */
  recordId: string;
  /** The connection that the record is or belongs to, if any. */
  connectionId: string | null;
}
