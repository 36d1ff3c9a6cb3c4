import type { AccessLog } from '../../credentials/access-log-store.ts';
import type { SealedRecords } from '../../credentials/credential-store.ts';
import type { CredentialVault } from '../../credentials/credential-vault.ts';
import type { ListDeps } from '../../credentials/list-sealed-rows.ts';

/** What the operations on credentials work with. */
export interface CredentialDeps extends ListDeps {
  records: SealedRecords;
  log: Pick<AccessLog, 'append'>;
  vault: CredentialVault;
  now: () => Date;
}
