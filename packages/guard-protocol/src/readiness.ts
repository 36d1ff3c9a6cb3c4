/** Where the API asks whether the database of a Directus can be used; it answers everybody, and says no more than that. */
export const readyPath = '/genie/ready';

/** `full`: no room on its disk · `read_only`: it takes no writes, as a standby does · `away`: anything else. */
export type DatabaseState = 'writable' | 'full' | 'read_only' | 'away';

export interface Readiness {
  database: DatabaseState;
  /** The database's clock, epoch milliseconds; left out where it can't be asked. */
  now?: number;
}
