/** What connections fail with, as Node names it. */
const network = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
]);

/**
 * PostgreSQL's codes, by their first letters (its manual, appendix A): no connection, no resources, an end from outside
 * such as a shutdown, a failure of its system; and a query or a lock that took too long, a server that only reads.
 */
const postgres = /^(?:08|53|57P|58)...?$|^(?:57014|55P03|25006)$/;

/** SQLite: locked by another process, no room, a file that can't be read or written. */
const sqlite = /^SQLITE_(?:BUSY|LOCKED|FULL|IOERR|CANTOPEN|READONLY|PROTOCOL)(?:_|$)/;

/** What the driver of PostgreSQL and the pool say without a code. */
const messages =
  /^Connection terminated|^Query read timeout$|^timeout (?:exceeded when trying to connect|expired)|^Client has encountered a connection error|^Unable to acquire a connection$|^aborted$/;

/** The guard's own word that the database can't be used now, for a reason that holds nothing of a query. */
export class OutageError extends Error {}

/**
 * Why a database didn't do what it was asked, for the log; nothing of the query is in it.
 *
 * @param error what was thrown by a query, or anything else
 * @returns undefined where it is no outage: a wrong query, a constraint, a mistake in code
 */
export function describeOutage(error: unknown): string | undefined {
  if (!(error instanceof Error) || 'status' in error) return undefined;
  if (error instanceof OutageError) return error.message;
  // Directus says so after it has tried a transaction several times.
  if (/^Transaction failed after \d+ attempts$/.test(error.message))
    return describeOutage(error.cause);
  if (error.name === 'KnexTimeoutError') return 'no connection was free in time';
  const code: unknown = Reflect.get(error, 'code');
  if (
    typeof code === 'string' &&
    [network.has(code), postgres.test(code), sqlite.test(code)].some(Boolean)
  ) {
    return code;
  }
  return messages.exec(error.message)?.[0];
}
