/**
 * The vault's route: sealed records are read and written together with their entries in the access log, many operations a
 * call (`POST /genie/vault`), for our own API alone.
 *
 * Guarantees: no record is given out, made, changed or removed unless its entry is committed, in the same transaction;
 * what fails leaves nothing behind and gives nothing out. A record of an owner who isn't active isn't given out. Only a
 * holder of the vault's secret gets an answer, and it opens no other route. Flows and hooks hear of each write as of
 * Directus's own.
 *
 * Doesn't guarantee: that a ciphertext opens, since no key is here; a limit on how often it's called.
 */
import { vaultLimits, vaultPath, vaultSecretOf } from '@genie-helper/guard-protocol';
import { describeOutage } from '../outages/describe-outage.ts';
import type { HookContext, HookRegistration } from '../shared/directus.ts';
import { createRawRoute } from '../shared/raw-route.ts';
import type { GuardSettings } from '../shared/settings.ts';
import { createVaultEvents, loadEmitter } from './events.ts';
import { readOperations } from './read-request.ts';
import { createRunOperations } from './run-operations.ts';

export function registerVault(
  { init }: Pick<HookRegistration, 'init'>,
  context: HookContext,
  { sharedSecrets }: Pick<GuardSettings, 'sharedSecrets'>,
): void {
  if (sharedSecrets.length === 0) return;
  const { database: db, logger } = context;
  init('app.before', async ({ app }) => {
    const beginEvents = createVaultEvents(await loadEmitter(context.directus), context);
    const run = createRunOperations({ db, beginEvents });
    const route = createRawRoute({
      secrets: sharedSecrets.map(vaultSecretOf),
      maxBytes: vaultLimits.maxBytes,
      unavailable: 'The vault cannot be used now.',
      // Of an error of the database neither the query nor its values: they hold ciphertexts.
      onFailure: (error) => logger.error(`A call to the vault failed: ${describe(error)}.`),
      run: (body) => run(readOperations(body)),
    });
    app.post(vaultPath, route);
  });
}

function describe(error: unknown): string {
  const { code, name } = Object(error) as { code?: unknown; name?: unknown };
  return describeOutage(error) ?? String(code ?? name);
}
