import type { AccessLog } from '../directus/admin/access-log.ts';
import type { SealedRecords } from '../directus/admin/sealed-records.ts';
import type { CredentialVault } from './credential-vault.ts';
import type { ListDeps } from './list-records.ts';

/** What the operations on credentials work with. */
export interface CredentialDeps extends ListDeps {
  records: SealedRecords;
  log: Pick<AccessLog, 'append'>;
  vault: CredentialVault;
  now: () => Date;
}
