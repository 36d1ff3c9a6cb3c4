import type { Connection, DownloadCredential } from '@genie-helper/client';
import { nameOf } from '../../platform-names.ts';

/** What is to be deleted, in words. */
export interface Deletion {
  id: string;
  name: string;
  /** What goes with it, as a sentence. */
  consequence: string;
}

export function deletionOfConnection(connection: Connection): Deletion {
  const what =
    connection.session === undefined ? 'Its login is' : 'Its login and its session cookies are';
  const consequence = `${what} removed from the server.`;
  return { id: connection.id, name: nameOf(connection), consequence };
}

export function deletionOfDownload({ id, label, type }: DownloadCredential): Deletion {
  const what = type === 'cookies' ? 'The cookies are' : 'The login is';
  return { id, name: label, consequence: `${what} removed from the server.` };
}
