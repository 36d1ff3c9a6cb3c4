import { listMailFiles, type ReadMail, readMailFile } from '@genie-helper/mail';
import type { CliContext } from '../../cli-context.ts';
import { CliError, fileError } from '../../installation/cli-error.ts';
import { loadInstallation, requireKnown } from '../../installation/installation.ts';
import { mailFolderOf } from '../../installation/mail-settings.ts';

type Context = Pick<CliContext, 'variables'>;

/**
 * The table of `genie mail list`.
 *
 * @throws CliError where mails go to a server
 */
export async function listMails(dir: string, context: Context): Promise<string> {
  const { folder, names } = await openFolder(dir, context);
  if (names.length === 0) return 'There is no mail yet.\n';
  const mails = await Promise.all(names.map((name) => readMail(folder, name)));
  const to = Math.max(...mails.map((mail) => mail.to.length));
  const digits = String(mails.length).length;
  return mails
    .map((mail, index) => {
      const number = String(index + 1).padStart(digits);
      return `${number}  ${timeOf(mail)}  ${mail.to.padEnd(to)}  ${mail.subject}\n`;
    })
    .join('');
}

/**
 * A mail as `genie mail show` prints it.
 *
 * @param number counts from the oldest; the newest where left out
 * @throws CliError where there is no such mail
 */
export async function showMail(dir: string, context: Context, number?: string): Promise<string> {
  const { folder, names } = await openFolder(dir, context);
  const index = number === undefined ? names.length : /^\d{1,9}$/.test(number) ? Number(number) : 0;
  const name = names[index - 1];
  if (name === undefined) {
    throw new CliError(
      names.length === 0 ? 'There is no mail yet.' : `There is no mail ${number}.`,
      { hint: '"genie mail list" has the numbers of those that are there.' },
    );
  }
  const mail = await readMail(folder, name);
  const head = [
    ['From', mail.from],
    ['To', mail.to],
    ['Date', timeOf(mail)],
    ['Subject', mail.subject],
    ['File', `${folder}/${name}`],
  ];
  return `${head.map(([field, value]) => `${field}: ${value}\n`).join('')}\n${mail.text}\n`;
}

async function openFolder(dir: string, { variables }: Context) {
  const installation = await loadInstallation(dir, variables);
  requireKnown(installation, ['SMTP_URL', 'MAIL_DIRECTORY']);
  const folder = mailFolderOf(installation);
  if (folder === undefined) {
    throw new CliError('SMTP_URL is set: mails go to that server, and no file is kept of them.', {
      hint: 'Whether they do shows: genie mail test you@example.com',
    });
  }
  const names = await listMailFiles(folder).catch((error: unknown) => {
    throw fileError(folder, 'read', error);
  });
  return { folder, names };
}

/** A mail without what would move a terminal's cursor. */
async function readMail(folder: string, name: string): Promise<ReadMail> {
  const mail = await readMailFile(folder, name).catch((error: unknown) => {
    throw fileError(`${folder}/${name}`, 'read', error);
  });
  const clean = Object.entries(mail).map(([field, value]) => [field, printable(value)]);
  return Object.fromEntries(clean) as ReadMail;
}

/** Text for a terminal: line breaks stay, other control characters go. */
export function printable(text: string): string {
  return text.replaceAll('\r\n', '\n').replaceAll(/[^\P{C}\n]/gu, '');
}

function timeOf({ date }: ReadMail): string {
  const time = new Date(date);
  return Number.isNaN(time.getTime()) ? date : `${time.toISOString().slice(0, 19)}Z`;
}
