import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { listMailFiles, type ReadMail, readMailFile } from '@genie-helper/mail';
import { quickMailPolicy } from './mail-system.ts';
import type { TestApiOptions } from './start-api.ts';
import type { TestDirectus, TestDirectusOptions } from './start-directus.ts';
import { type System, startSystem } from './system.ts';
import { until } from './until.ts';
import { openUserDatabase, type UserDatabase } from './user-database.ts';

/** A system whose mails go into a folder. Its Directus is its own: another API would take its mails. */
export interface AccountSystem extends System<TestDirectus> {
  /** The mails that went to an address so far, oldest first. */
  mailsTo(email: string): Promise<ReadMail[]>;
  /** Waits for a mail to an address: the newest with this in its subject. */
  mailTo(email: string, subject: string): Promise<ReadMail>;
  /** Waits until the outbox is empty and no notice waits. */
  settled(): Promise<void>;
  db: UserDatabase;
  /** Takes all mails away. */
  emptyMailbox(): Promise<void>;
}

/** @param options `api`: what every API of the system has besides */
export async function startAccountSystem(
  options: { directus?: TestDirectusOptions; api?: Partial<TestApiOptions> } = {},
): Promise<AccountSystem> {
  const folder = await mkdtemp(join(tmpdir(), 'genie-mails-'));
  const mail = {
    route: { kind: 'folder', folder } as const,
    from: { name: 'Genie Helper', address: 'no-reply@genie.example' },
    publicUrl: 'https://genie.example',
  };
  const system = await startSystem({
    directus: options.directus ?? {},
    api: { mail, mailPolicy: quickMailPolicy, ...options.api },
  });
  // Whoever waits for a mail looks again and again, and a mail that is there stays as it is.
  const known = new Map<string, ReadMail>();
  const read = async () => {
    const names = await listMailFiles(folder);
    for (const name of names) {
      if (!known.has(name)) known.set(name, await readMailFile(folder, name));
    }
    return names.flatMap((name) => known.get(name) ?? []);
  };
  const mailsTo = async (email: string) => (await read()).filter(({ to }) => to === email);
  const db = openUserDatabase(system.directus);
  const stop = async () => {
    await db.close();
    await system.stop();
    await rm(folder, { recursive: true, force: true });
  };
  return {
    ...system,
    stop,
    [Symbol.asyncDispose]: stop,
    db,
    mailsTo,
    async mailTo(email, subject) {
      let found: ReadMail | undefined;
      await until(async () => {
        const mails = await mailsTo(email);
        found = mails.findLast((one) => one.subject.includes(subject));
        return found !== undefined;
      });
      if (found === undefined) throw new Error(`no mail ${subject}`);
      return found;
    },
    async settled() {
      // A notice goes once its mail is in the outbox, and a row of the outbox once its mail is in the folder.
      await until(async () => (await db.countNotices()) === 0);
      await until(async () => (await system.rows('mail_outbox')).length === 0);
    },
    async emptyMailbox() {
      for (const name of await listMailFiles(folder)) await rm(join(folder, name));
    },
  };
}

/** The token of the link to a page in a mail. */
export function tokenIn(mail: ReadMail, page: string): string {
  const link = new RegExp(`https://genie\\.example${page}#token=([\\w-]{43})`).exec(mail.text);
  if (link?.[1] === undefined) throw new Error(`no link to ${page} in: ${mail.text}`);
  return link[1];
}
