/**
 * Mails as files, for an installation that has no mail server yet.
 *
 * Guarantees: only their owner can read them; a file is whole or not there; a mail that is written twice is one file; the
 * newest 1,000 are kept, since whoever asks for mails must not fill the disk.
 */
import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import PostalMime from 'postal-mime';
import { MailError } from './mail-error.ts';
import type { Message } from './message.ts';

const mostFiles = 1_000;

/**
 * Writes a mail into a folder, which is made where it isn't there, and removes the oldest ones beyond the bound.
 *
 * @param mail `id` names it, `date` puts it in order
 * @returns the file's name
 * @throws MailError `file`
 */
export async function writeMailFile(
  folder: string,
  { id, date, message }: { id: string; date: Date; message: Message },
): Promise<string> {
  const time = date.toISOString().slice(0, 23).replaceAll(/[-:]/g, '');
  const name = `${time}Z-${id.slice(0, 8)}.eml`;
  const draft = join(folder, `.${name}.draft`);
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const file = await open(draft, 'w', 0o600);
    try {
      await file.writeFile(message.bytes);
      await file.datasync();
    } finally {
      await file.close();
    }
    await rename(draft, join(folder, name));
    await removeOldest(folder);
    return name;
  } catch (cause) {
    const detail = cause instanceof Error && 'code' in cause ? String(cause.code) : 'UNKNOWN';
    throw new MailError('file', { detail, cause });
  }
}

async function removeOldest(folder: string): Promise<void> {
  const names = await listMailFiles(folder);
  for (const name of names.slice(0, -mostFiles)) await rm(join(folder, name), { force: true });
}

/** The names of the mails in a folder, oldest first; none where there is no folder. */
export async function listMailFiles(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  return names.filter((name) => /^[^.].*\.eml$/.test(name)).sort();
}

/** A mail, decoded. */
export interface ReadMail {
  name: string;
  to: string;
  from: string;
  subject: string;
  date: string;
  text: string;
}

/** Reads a mail of a folder, with its links whole. */
export async function readMailFile(folder: string, name: string): Promise<ReadMail> {
  const { to, from, subject, date, text } = await PostalMime.parse(
    await readFile(join(folder, name)),
  );
  return {
    name,
    to: (to ?? []).map(({ address }) => address ?? '').join(', '),
    from: from?.address ?? '',
    subject: subject ?? '',
    date: date ?? '',
    text: (text ?? '').trimEnd(),
  };
}
