/**
 * Bounds what Directus waits for at PostgreSQL, and gives up connections that have died without a word.
 *
 * A firewall that forgets a connection, or a machine that vanishes, tells nobody: a query on it waits for ever, and a
 * pool of such connections keeps a Directus from answering until it's restarted. So three things hold of each
 * connection that `pg` makes in this process:
 *
 * - The server ends a statement that takes too long, one that waits too long for a lock, and a transaction that rests;
 *   and it asks after a client that has gone silent, whose locks would stay otherwise.
 * - Where the server itself is silent, a query that takes longer than its time fails, and its connection is destroyed
 *   with it, so that the pool makes a new one.
 * - A connection that has nothing to do is asked every few seconds whether it still carries anything. Else each dead one
 *   would cost somebody a whole query's time, one after the other.
 */

/** What is needed of `pg`. */
export interface PgModule {
  defaults: { query_timeout?: number | false | undefined };
  Client: { prototype: PgClientInstance };
  Query: { prototype: { handleError(error: Error, connection: PgConnection): void } };
}

interface PgConnection {
  stream: { destroy(error?: Error): void };
  /** The server is ready for another query; status `I`: outside of a transaction. */
  on(event: 'readyForQuery', listener: (message: { status: string }) => void): void;
}

interface PgClientInstance {
  /** Without a callback it returns a promise; that is how pools call it. */
  connect(callback?: (error?: Error) => void): Promise<void> | undefined;
  query(query: { text: string; values?: unknown[]; query_timeout: number }): Promise<unknown>;
  once(event: 'end', listener: () => void): void;
  /** Nothing is being asked on it. */
  readyForQuery: boolean;
  queryQueue: readonly unknown[];
  connection: PgConnection;
}

export interface DatabaseBounds {
  /** How long a query may take, in milliseconds. */
  queryTimeoutMs: number;
  /** How often idle connections are asked, and how long their answer may take. */
  probeEveryMs?: number;
  probeTimeoutMs?: number;
}

/** What `pg` says of a query that took too long; it leaves the connection as it is, with the query still on it. */
const timedOut = 'Query read timeout';

/** The settings of a session at the server. A lock is given up first, so that whoever waits for one is told in time. */
export function sessionSettings(queryTimeoutMs: number): Record<string, string> {
  return {
    // Before the client's own time is over, so that the connection stays and the work at the server ends.
    statement_timeout: `${Math.ceil(queryTimeoutMs * 0.9)}ms`,
    lock_timeout: `${Math.ceil(queryTimeoutMs * 0.4)}ms`,
    idle_in_transaction_session_timeout: `${queryTimeoutMs * 3}ms`,
    tcp_keepalives_idle: '10',
    tcp_keepalives_interval: '5',
    tcp_keepalives_count: '3',
  };
}

/** Bounds every connection that is made from now on. Done once a process. */
export function boundDatabase(
  pg: PgModule,
  { queryTimeoutMs, probeEveryMs = 4_000, probeTimeoutMs = 2_000 }: DatabaseBounds,
): void {
  pg.defaults.query_timeout = queryTimeoutMs;
  const { prototype } = pg.Query;
  const { handleError } = prototype;
  prototype.handleError = function (error, connection) {
    if (error.message === timedOut) connection.stream.destroy(error);
    return handleError.call(this, error, connection);
  };
  const settings = sessionSettings(queryTimeoutMs);
  const idle = new Set<PgClientInstance>();
  const { connect } = pg.Client.prototype;
  pg.Client.prototype.connect = function (callback) {
    if (callback !== undefined) return connect.call(this, callback);
    return Promise.resolve(connect.call(this)).then(async () => {
      // Not as parameters of the start, which a pooler between the two may refuse.
      await this.query({
        text: `SELECT ${Object.keys(settings)
          .map((name, index) => `set_config('${name}', $${index + 1}, false)`)
          .join()}`,
        values: Object.values(settings),
        query_timeout: queryTimeoutMs,
      });
      // One that rests within a transaction isn't asked: the server is to end it in time.
      this.connection.on('readyForQuery', ({ status }) => {
        if (status === 'I') idle.add(this);
        else idle.delete(this);
      });
      idle.add(this);
      this.once('end', () => idle.delete(this));
    });
  };
  setInterval(() => {
    for (const client of idle) probe(client, probeTimeoutMs);
  }, probeEveryMs).unref();
}

/** A query that comes meanwhile stands behind the probe; of one that fails, `handleError` above ends the connection. */
function probe(client: PgClientInstance, timeoutMs: number): void {
  if (!client.readyForQuery || client.queryQueue.length > 0) return;
  client.query({ text: 'SELECT 1', query_timeout: timeoutMs }).catch(() => {});
}
