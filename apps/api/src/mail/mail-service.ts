import type { VaultKeys } from '@genie-helper/vault';
import { createForgetMails } from './forget-mails.ts';
import { createMail, createMailSeal, type Mail, mailNotConfigured } from './outbox.ts';
import type { MailOutboxStore } from './outbox-store.ts';
import { createMailSender, type MailSenderDeps, mailPolicy } from './sender.ts';
import { createMailTransport, type MailConfig } from './transport.ts';

/** What takes mails, and the work on them: nothing is sent before `start`. */
export interface MailService {
  mail: Mail;
  /** Removes mails that wait, by what they say. */
  forget: ReturnType<typeof createForgetMails>;
  start(): void;
  /** Ends after the mail that is under way. */
  close(): Promise<void>;
}

/** What mails are made and sent with. Without `config` or `keys` none can be. */
export interface MailServiceDeps
  extends Pick<MailSenderDeps, 'composers' | 'policy' | 'metrics' | 'log' | 'now'> {
  config: MailConfig | undefined;
  keys: VaultKeys | undefined;
  store: MailOutboxStore;
}

/** Makes what takes mails and sends them. */
export async function createMailService(deps: MailServiceDeps): Promise<MailService> {
  const { config, keys, store, now, metrics, policy = mailPolicy } = deps;
  if (config === undefined || keys === undefined) {
    return { mail: mailNotConfigured, forget: async () => 0, start() {}, close: async () => {} };
  }
  const seal = await createMailSeal(keys);
  const transport = createMailTransport(config, policy);
  const sender = createMailSender({ ...deps, policy, config, seal, transport });
  metrics.watch(store.waiting);
  return {
    mail: createMail({ store, seal, onPosted: sender.wake, now }),
    forget: createForgetMails(store, seal),
    start: sender.start,
    close: sender.close,
  };
}
