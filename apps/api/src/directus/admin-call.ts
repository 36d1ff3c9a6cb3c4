/**
 * The one place that puts the admin token on a call.
 *
 * Guarantees: the token lives in this closure and travels to Directus only. What is made here is for the
 * narrow clients beside this file; services get one of those, never a call that can do anything.
 */

import type { Static, TSchema } from 'typebox';
import { Check } from 'typebox/value';
import { AppError, type ErrorCode } from '../http/errors.ts';
import { type DirectusCall, type DirectusClient, directusUnavailable } from './directus-client.ts';
import { type DirectusAnswer, isRecord } from './directus-response.ts';

/** Asks Directus as the administrator. @throws AppError `directus.unavailable`, or where there is no token */
export type AdminCall = (
  call: Pick<DirectusCall, 'method' | 'path' | 'body'>,
) => Promise<DirectusAnswer>;

/**
 * @param client the connection to Directus
 * @param adminToken the static token of an administrator
 * @param whenUnset the code of the error that every call ends with where there is no token
 */
export function createAdminCall(
  client: Pick<DirectusClient, 'call'>,
  adminToken: string | undefined,
  whenUnset: ErrorCode,
): AdminCall {
  return async ({ method, path, body }) => {
    if (adminToken === undefined) throw new AppError(whenUnset);
    return client.call({ method, path, body, token: adminToken });
  };
}

/**
 * The rows of a list that an administrator asked for.
 *
 * @param row what each row must be
 * @throws AppError `directus.unavailable` where Directus refused, or a row has another form: a missing
 *   collection or field means that the desired state isn't applied, and proves nothing about a record
 */
export function readRows<Row extends TSchema>(answer: DirectusAnswer, row: Row): Static<Row>[] {
  if (!answer.ok) throw directusUnavailable(`a read as administrator: ${describe(answer)}`);
  const { data } = answer;
  if (!Array.isArray(data) || !data.every((item) => Check(row, item))) {
    throw directusUnavailable('rows of another form; is the desired state applied?');
  }
  return data as Static<Row>[];
}

/** The number in the answer to `aggregate[count]=*`. @throws AppError `directus.unavailable` for anything else */
export function readCount(answer: DirectusAnswer): number {
  const [first]: unknown[] = answer.ok && Array.isArray(answer.data) ? answer.data : [];
  const count = isRecord(first) ? Number(first.count) : Number.NaN;
  if (!Number.isSafeInteger(count)) throw directusUnavailable('a count that is no number');
  return count;
}

/** A refusal in words for the log. */
export function describe({ status, code }: Extract<DirectusAnswer, { ok: false }>): string {
  const hint = status === 401 || status === 403 ? '; is DIRECTUS_ADMIN_TOKEN right?' : '';
  return `${status} ${code}${hint}`;
}
