import { parseSmtpUrl } from '@genie-helper/environment';
import { parseVaultKey } from '@genie-helper/vault';
import { createMailSystem } from './mail-system.ts';

/** What the process is told, as JSON in its first argument. */
export interface SenderProcessOptions {
  directus: { url: string; adminToken: string };
  /** Of the vault, as base64. */
  key: string;
  smtpUrl: string;
  kind: string;
}

/** A sender as a process of its own, for tests that kill it. */
const options = JSON.parse(process.argv[2] ?? '') as SenderProcessOptions;
const server = parseSmtpUrl(options.smtpUrl);
if (server === undefined) throw new Error('no address of a mail server');
const mail = await createMailSystem({
  directus: options.directus,
  keys: { current: parseVaultKey(options.key), previous: [] },
  route: { kind: 'smtp', server, isInsecureAllowed: false },
  kind: options.kind,
  policy: { leaseMs: 10_000 },
});
mail.start();
// Ends with whoever started it, however that one ends.
process.once('disconnect', () => process.exit());
process.send?.('started');
setInterval(() => {}, 60_000);
