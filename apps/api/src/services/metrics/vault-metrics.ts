import { Counter, type Registry } from 'prom-client';

/** Uses of the vault, by key: what a rotation leaves to do shows here. */
export interface VaultMetrics {
  /** @param kid a key's id, or `unknown` */
  used(operation: 'seal' | 'open', kid: string, outcome: 'done' | 'failed'): void;
}

export function createVaultMetrics(registry: Registry): VaultMetrics {
  const operations = new Counter({
    name: 'genie_vault_operations_total',
    help: 'Credentials sealed and opened, by the id of the key.',
    labelNames: ['operation', 'kid', 'outcome'],
    registers: [registry],
  });
  return { used: (operation, kid, outcome) => operations.inc({ operation, kid, outcome }) };
}
