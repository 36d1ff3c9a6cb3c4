/**
 * Which form the data of an installation has, so that older code doesn't work on newer data.
 *
 * The number goes up with every change after which older code would read or write something wrong: a column that means
 * something else, a table whose rows older code would have to write as well. What older code can pass over needs no new
 * number. It never goes down: back to before a change leads a backup alone.
 */
export interface DataVersion {
  version: number;
  /** The release that gave the data this form. */
  product: string;
}

/** What this code makes and understands. A test compares the release with `package.json`. */
export const dataVersion: DataVersion = { version: 1, product: '0.1.0' };

/** Where the guard tells whoever has the shared secret, or is an administrator, which form its database has. */
export const dataVersionPath = '/genie/data-version';

/** Where the guard keeps it: one row with the two columns, under the id 1. */
export const dataVersionTable = 'genie_data_version';

/** @returns a sentence for the operator where this code is older than the data; undefined where it may work on it */
export function whyTooOld(found: DataVersion, own: DataVersion = dataVersion): string | undefined {
  if (found.version <= own.version) return undefined;
  return `This is Genie Helper ${own.product} (data version ${own.version}), and the database was last used by ${found.product} (data version ${found.version}). Start ${found.product} or a later one, or restore a backup of before the upgrade.`;
}
