import { type DirectusClient, DirectusError, isRecord } from '@genie-helper/directus-client';
import { leavingPaths, type OwnCollection } from '@genie-helper/guard-protocol';
import type { Static, TSchema } from 'typebox';
import { Check } from 'typebox/value';
import { AppError, directusUnavailable } from '../http/errors.ts';

/**
 * Reads what a person has in a collection, row by row in the order of the keys; never more than a page of it is held.
 * Throws AppError `auth.secret_not_set` · `directus.unavailable`.
 */
export type ReadOwnRows = ReturnType<typeof createOwnRows>;

/** @param secret opens the guard's route */
export function createOwnRows(client: Pick<DirectusClient, 'call'>, secret: string | undefined) {
  return async function* read<Row extends TSchema>(
    collection: OwnCollection,
    row: Row,
    userId: string,
    pageSize: number,
  ): AsyncGenerator<Static<Row>> {
    if (secret === undefined) throw new AppError('auth.secret_not_set');
    let after: string | undefined;
    for (;;) {
      const body = {
        collection,
        userId,
        limit: pageSize,
        ...(after === undefined ? {} : { after }),
      };
      const answer = await client.call({
        method: 'POST',
        path: leavingPaths.rows,
        body,
        sharedSecret: secret,
        isRepeatable: true,
      });
      if (!answer.ok) throw directusUnavailable(`own rows: ${answer.status} ${answer.code}`);
      const rows = isRecord(answer.data) ? answer.data.rows : undefined;
      if (!Array.isArray(rows) || !rows.every((one) => Check(row, one))) {
        throw new DirectusError('directus.unexpected', `rows of another form in ${collection}`);
      }
      yield* rows as Static<Row>[];
      after = String((rows.at(-1) as { id?: unknown } | undefined)?.id);
      if (rows.length < pageSize) return;
    }
  };
}
