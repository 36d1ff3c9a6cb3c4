import type { TwoFactorHealth } from '@genie-helper/guard-protocol';
import type { Knex } from 'knex';
import type { Keyring } from './keyring.ts';
import { type FactorRow, factorsTable, isMarker } from './tables.ts';

/** How the second factors of this installation are kept; no secret is opened for it. */
export function createHealth({ db, keyring }: { db: Knex; keyring: Keyring }) {
  return async (): Promise<TwoFactorHealth> => {
    const users: { tfa_secret: string; sealed: FactorRow['sealed'] | undefined }[] = await db(
      'directus_users as u',
    )
      .leftJoin(`${factorsTable} as f`, (join) =>
        join.on('f.user', 'u.id').andOn('f.marker', 'u.tfa_secret'),
      )
      .whereNotNull('u.tfa_secret')
      .select('u.tfa_secret', 'f.sealed');
    const marked = users.filter(({ tfa_secret }) => isMarker(tfa_secret));
    const opens = ({ sealed }: { sealed: string | null | undefined }) =>
      keyring.prefixes.some((prefix) => sealed?.startsWith(prefix) === true);
    return {
      canSeal: keyring.canSeal,
      on: users.length,
      unopenable: marked.filter((user) => !opens(user)).length,
      plain: users.length - marked.length,
    };
  };
}
