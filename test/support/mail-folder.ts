import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { listMailFiles, type ReadMail, readMailFile } from '@genie-helper/mail';
import { quickMailPolicy } from './mail-system.ts';
import type { TestApiOptions } from './start-api.ts';
import { until } from './until.ts';

/** A folder that an API puts its mails into. */
export interface TestMailFolder {
  /** For `startSystem`'s `api`, or `startApi`. */
  options: Pick<TestApiOptions, 'mail' | 'mailPolicy'>;
  folder: string;
  /** The mails to an address so far. */
  to(address: string): Promise<ReadMail[]>;
  /** The token of the link to a page in a mail to an address; waits for one that wasn't given before. */
  tokenFor(address: string, page: string): Promise<string>;
  remove(): Promise<void>;
}

export async function makeMailFolder(): Promise<TestMailFolder> {
  const folder = await mkdtemp(join(tmpdir(), 'genie-mails-'));
  const given = new Set<string>();
  const to: TestMailFolder['to'] = async (address) => {
    const names = await listMailFiles(folder);
    const mails = await Promise.all(names.map((name) => readMailFile(folder, name)));
    return mails.filter((mail) => mail.to === address);
  };
  return {
    options: {
      mail: {
        route: { kind: 'folder', folder },
        from: { name: '', address: 'no-reply@genie.example' },
        publicUrl: 'https://genie.example',
      },
      mailPolicy: quickMailPolicy,
    },
    folder,
    to,
    async tokenFor(address, page) {
      const link = new RegExp(`https://genie\\.example${page}#token=([\\w-]{43})(?![\\w-])`);
      const find = async () => {
        const tokens = (await to(address)).flatMap(({ text }) => link.exec(text)?.[1] ?? []);
        return tokens.find((token) => !given.has(token));
      };
      await until(async () => (await find()) !== undefined);
      const token = (await find()) ?? '';
      given.add(token);
      return token;
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
