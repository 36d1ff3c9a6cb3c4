/** Where Directus keeps its data: a SQLite file, or a PostgreSQL server. */
export type DirectusDatabase =
  | { client: 'sqlite3'; filename: string }
  | {
      client: 'pg';
      host: string;
      port: number;
      database: string;
      user: string;
      password?: string;
      ssl?: boolean;
    };

/** Everything that one Directus process needs to know. All paths are absolute. */
export interface DirectusSettings {
  host: string;
  port: number;
  /** The address that people and mails use, without a slash at the end. */
  publicUrl: string;
  /** Folder for uploads, temporary files and, by default, the SQLite file. Created with mode 0700. */
  dataDir: string;
  database: DirectusDatabase;
  /** Signs every token; at least 32 bytes. */
  secret: string;
  /** The first administrator; read only when the database is new. */
  admin: { email: string; password: string; token: string };
  /** pino's name of a level: trace, debug, info, warn, error, fatal or silent. */
  logLevel: string;
  /**
   * Which proxies in front of Directus may name the client's address in `X-Forwarded-For`, as
   * Express reads it (a count, addresses, or `loopback`). Default: none, the socket's address counts.
   */
  trustProxy?: string;
  /** Opens the session guard's introspection route, which the API asks about tokens; none: no route. */
  introspectionSecret?: string;
  /** Opens it too, while the secret is being rotated. */
  previousIntrospectionSecret?: string;
  /** Further variables of the Directus process, for extensions; they win over the ones we set. */
  extraEnvironment?: Readonly<Record<string, string>>;
}
