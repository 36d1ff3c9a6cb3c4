import { randomUUID } from 'node:crypto';
import { createDirectusClient } from '@genie-helper/directus-client';
import { createAdminCall } from '@genie-helper/directus-client/queries';
import type { Letter } from '@genie-helper/mail';
import { createMetrics } from '../../apps/api/src/http/metrics/metrics.ts';
import type { MailRequest } from '../../apps/api/src/mail/kinds.ts';
import { createMailService } from '../../apps/api/src/mail/mail-service.ts';
import { createMailOutboxStore } from '../../apps/api/src/mail/outbox-store.ts';
import type { MailPolicy } from '../../apps/api/src/mail/sender.ts';
import type { MailConfig } from '../../apps/api/src/mail/transport.ts';
import type { TestApiOptions } from './start-api.ts';

/** A policy whose pauses are short. */
export const quickMailPolicy: MailPolicy = {
  everyMs: 100,
  wakeWithinMs: 0,
  leaseMs: 8_000,
  openTimeoutMs: 2_000,
  sendTimeoutMs: 2_000,
  pausesMs: [200],
  outagePausesMs: [100],
};

/** Who mails of the tests are from, and where their links begin. */
export const testSender: Omit<MailConfig, 'route'> = {
  from: { name: 'Genie Helper', address: 'no-reply@genie.example' },
  publicUrl: 'https://genie.example',
};

/** What a mail of the tests says. */
export interface TestPayload {
  to: string;
  subject?: string;
  text?: string;
  userId?: string;
}

/** A mail service with an outbox at Directus, whose composer makes of a payload what it says. */
export interface MailSystem {
  post(payload: TestPayload, expiresAt?: Date): Promise<void>;
  start(): void;
  stop(): Promise<void>;
  /** Lines of the log. */
  log: { level: string; message: string; [name: string]: unknown }[];
  metrics(): Promise<string>;
}

/** How to make one. */
export interface MailSystemOptions {
  directus: { url: string; adminToken: string };
  keys: NonNullable<TestApiOptions['vaultKeys']>;
  route: MailConfig['route'];
  /** Systems with the same one send each other's mails. */
  kind?: string;
  policy?: Partial<MailPolicy>;
  compose?(payload: TestPayload): Promise<Letter | undefined>;
  now?: () => Date;
}

/** Makes it; nothing is sent before `start`. */
export async function createMailSystem(options: MailSystemOptions): Promise<MailSystem> {
  const { directus, keys, route, kind = `test-${randomUUID()}`, now = () => new Date() } = options;
  const client = createDirectusClient({ url: directus.url, callTimeoutMs: 10_000 });
  const metrics = createMetrics();
  const log: MailSystem['log'] = [];
  const tell = (level: string) => (details: object, message: string) =>
    void log.push({ ...details, level, message });
  const service = await createMailService({
    config: { ...testSender, route },
    keys,
    store: createMailOutboxStore(createAdminCall(client, directus.adminToken), now),
    composers: { [kind]: options.compose ?? toLetter } as never,
    policy: { ...quickMailPolicy, ...options.policy },
    metrics: metrics.mail,
    log: { info: tell('info'), warn: tell('warn'), error: tell('error') } as never,
    now,
  });
  let stopping: Promise<void> | undefined;
  return {
    post(payload, expiresAt) {
      const request = { kind, payload, ...(expiresAt === undefined ? {} : { expiresAt }) };
      return service.mail.post(request as unknown as MailRequest);
    },
    start: service.start,
    stop() {
      stopping ??= service.close().then(() => client.close());
      return stopping;
    },
    log,
    metrics: async () => (await metrics.render()).text,
  };
}

/** The mail that a payload asks for. */
export async function toLetter({ to, subject = 'Hello', text = 'Hello.', userId }: TestPayload) {
  const letter = { to, subject, text: `${text}\n`, html: `<p>${text}</p>` };
  return userId === undefined ? letter : { ...letter, userId };
}
