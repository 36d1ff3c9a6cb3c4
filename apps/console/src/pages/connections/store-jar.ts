import type { Connection } from '@genie-helper/client';
import { type Cookie, platformDomainOf } from '@genie-helper/cookie-jars/preview';
import { genie } from '../../api.ts';
import { connectionName } from '../../labels.ts';
import type { CookieFile } from './cookie-file.ts';
import type { JarPreview } from './jar-preview.ts';

/** What the cookies of a file are for. */
export interface ImportValues {
  target: 'session' | 'downloads';
  /** Empty: none is chosen. */
  connectionId: string;
  label: string;
  /** As a date-time field of the browser has it, in its zone; empty: never. */
  expiresAt: string;
  isThisBrowser: boolean;
  skipInvalid: boolean;
  /** Leaves out the cookies of other platforms than the connection's. */
  onlyOfPlatform: boolean;
  /** Whether cookies of another platform are meant to be stored with the connection. */
  isMeant: boolean;
}

/** Stores the cookies of a file as the form says. @returns what to tell the user */
export async function storeJar(
  values: ImportValues,
  what: { file: CookieFile; preview: JarPreview; connections: readonly Connection[] },
): Promise<string> {
  const { preview, file, connections } = what;
  if (preview.kind !== 'read') throw new TypeError('There are no cookies to store.');
  const { target, connectionId, label, expiresAt, isThisBrowser, skipInvalid } = values;
  const connection = connections.find(({ id }) => id === connectionId);
  const wanted =
    target === 'session' && values.onlyOfPlatform && connection !== undefined
      ? ofPlatform(preview.cookies, connection.platform)
      : preview.cookies;
  // The server reads the file itself, unless some cookies stay here, or their site stands in no file.
  const isWhole = wanted.length === preview.cookies.length && !preview.isSiteGiven;
  const left = preview.cookies.length - wanted.length;
  const jar = {
    cookies: isWhole ? file.text : wanted.map((cookie) => ({ ...cookie })),
    ...(skipInvalid ? { skipInvalid } : {}),
  };
  const skippedHere = isWhole ? 0 : preview.skipped;
  if (target === 'downloads') {
    const name = label.trim();
    const { skipped = 0 } = await genie.credentials.createDownload({
      type: 'cookies',
      label: name,
      ...jar,
    });
    return `${name} is stored.${leftOut(skipped + skippedHere)}`;
  }
  const { skipped = 0 } = await genie.credentials.storeSession({
    creatorProfileId: connectionId,
    ...jar,
    ...(isThisBrowser ? { userAgent: navigator.userAgent } : {}),
    ...(expiresAt === '' ? {} : { expiresAt: new Date(expiresAt).toISOString() }),
  });
  const name = connection === undefined ? 'the connection' : connectionName(connection);
  return `The session cookies of ${name} are stored.${leftOut(skipped + skippedHere + left)}`;
}

/** The cookies but for those of other platforms; all of them, where none is of this one. */
function ofPlatform(cookies: readonly Cookie[], platform: string): readonly Cookie[] {
  const platformOf = ({ domain }: Cookie) => platformDomainOf(domain)?.platform ?? platform;
  const isThere = cookies.some(({ domain }) => platformDomainOf(domain)?.platform === platform);
  return isThere ? cookies.filter((cookie) => platformOf(cookie) === platform) : cookies;
}

function leftOut(count: number): string {
  if (count === 0) return '';
  return count === 1 ? ' 1 cookie was left out.' : ` ${count} cookies were left out.`;
}
