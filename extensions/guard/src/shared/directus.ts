/**
 * Directus as the guards use it, its services and its database, as they are in `@directus/api` 35.2
 * and 39.2 (Directus 11.17 and 12.4).
 */
import type { Knex } from 'knex';
import type { RunningDirectus } from './running-directus.ts';

/** Whose call it is, as Directus says; null or absent for nobody, or for Directus itself. */
export interface Accountability {
  user?: string | null;
  role?: string | null;
  admin?: boolean;
  /** Whether they may use Directus's own app. */
  app?: boolean;
  ip?: string | null;
  /** The role and those above it. */
  roles?: readonly string[];
  /** The share whose link was opened. */
  share?: string;
}

/** The parts of an Express request that the guards look at. */
export interface DirectusRequest {
  /** By which the log names it. */
  id?: unknown;
  method: string;
  path: string;
  ip?: string;
  headers?: Readonly<Record<string, string | string[] | undefined>>;
  query?: unknown;
  /** The query as Directus goes by it. */
  sanitizedQuery?: Readonly<Record<string, unknown>>;
  body?: unknown;
  /** Whether all of it has come. */
  complete?: boolean;
  /** The bytes of a body in JSON, decompressed; absent where none came, or one of another type. */
  rawBody?: Buffer;
  /** What Directus took from the header, the query or the session cookie. */
  token?: unknown;
  cookies?: Record<string, unknown>;
  accountability?: Accountability | null;
  res?: {
    clearCookie(name: string, options: Readonly<Record<string, unknown>>): unknown;
  };
}

export interface DirectusResponse {
  headersSent: boolean;
  set(name: string, value: string): unknown;
  status(code: number): unknown;
  json(body: unknown): unknown;
  end(text: string): unknown;
}

export type Next = (error?: unknown) => void;

export interface HttpApp {
  use(handler: unknown): void;
  get(path: string, handler: unknown): void;
  post(path: string, handler: unknown): void;
}

export interface Logger {
  info(message: string): void;
  warn(message: string): void;
  error(error: unknown, message?: string): void;
}

export interface FilterContext {
  database: Knex;
  accountability: Accountability | null;
}

export interface HookRegistration {
  filter<Payload, Meta>(
    event: string,
    handler: (payload: Payload, meta: Meta, context: FilterContext) => unknown,
  ): void;
  init(event: string, handler: (meta: { app: HttpApp }) => void | Promise<void>): void;
}

/** What Directus gives to an extension. */
export interface GivenContext {
  services: Services;
  env: Readonly<Record<string, unknown>>;
  database: Knex;
  logger: Logger;
  getSchema(options?: { bypassCache?: boolean }): Promise<unknown>;
}

/** What the guards get. */
export interface HookContext extends GivenContext {
  directus: RunningDirectus;
}

export interface ServiceClass {
  prototype: object;
}

export interface Services {
  AuthenticationService: AuthenticationClass;
  ItemsService: ItemsClass;
  GraphQLService: ServiceClass;
  FieldsService: InspectorClass;
  RelationsService: ServiceClass & InspectorClass;
  SharesService: ServiceClass;
  PayloadService: ServiceClass;
  TFAService: TfaClass;
  UsersService: UsersClass;
}

interface ServiceOptions {
  knex: Knex;
  schema: unknown;
  /** Null: Directus itself, which may do everything. */
  accountability: null;
}

/** The service behind codes of a second factor. */
export interface TfaClass {
  new (options: ServiceOptions): { verifyOTP(userId: string, otp: string): Promise<boolean> };
  prototype: object;
}

/** The service behind users; it hashes passwords, and ends the sessions of whoever gets another one. */
export interface UsersClass {
  new (
    options: ServiceOptions,
  ): {
    updateOne(
      userId: string,
      changes: Readonly<Record<string, unknown>>,
      options?: { emitEvents?: boolean },
    ): Promise<unknown>;
    deleteOne(userId: string, options?: { emitEvents?: boolean }): Promise<unknown>;
  };
  prototype: object;
}

/** The one service behind REST, GraphQL, WebSockets and single sign-on. */
export interface AuthenticationClass {
  new (options: { knex: Knex; schema: unknown; accountability: null }): AuthenticationService;
  prototype: object;
}

/** The services that keep what the database says of columns and of foreign keys. */
export interface InspectorClass {
  new (options: {
    knex: Knex;
    schema: unknown;
    accountability: null;
  }): {
    columnInfo?(): Promise<unknown>;
    foreignKeys?(): Promise<unknown>;
  };
  prototype: object;
}

/** The service behind every collection that has none of its own. */
export interface ItemsClass {
  new (
    collection: string,
    options: { knex: Knex; schema: unknown; accountability: Accountability },
  ): { readByQuery(query: Readonly<Record<string, unknown>>): Promise<unknown[]> };
  prototype: object;
}

export interface AuthenticationInstance {
  knex: Knex;
}

export interface AuthenticationService extends AuthenticationInstance {
  /** @throws InvalidCredentialsError */
  verifyPassword(userId: string, password: string): Promise<void>;
  login: Login;
  refresh: Refresh;
  logout: Logout;
}

/** What it returns for a login and for a refresh. */
export interface IssuedTokens {
  accessToken: string;
  refreshToken: string;
  expires: number;
  id?: string | null;
}

export type Login = (
  this: AuthenticationInstance,
  provider: string | undefined,
  payload: Readonly<Record<string, unknown>>,
  options?: { session?: boolean; otp?: string },
) => Promise<IssuedTokens>;

export type Refresh = (
  this: AuthenticationInstance,
  refreshToken: string,
  options?: { session?: boolean },
) => Promise<IssuedTokens>;

export type Logout = (this: AuthenticationInstance, refreshToken: string) => Promise<void>;

/**
 * A method of a service's prototype, to be wrapped.
 *
 * @throws Error if it isn't there: this Directus isn't one that the guards were made for
 */
export function methodOf<Method extends (...args: never[]) => unknown>(
  { prototype }: ServiceClass,
  service: keyof Services,
  name: string,
): Method {
  const value: unknown = Reflect.get(prototype, name);
  if (typeof value === 'function') return value as Method;
  throw new Error(`this Directus has no ${service}.${name}.`);
}

/**
 * Whether a wrapper is to be put on now. Directus registers its extensions anew whenever one is installed or removed,
 * and a method must not be wrapped twice.
 */
export function isFirstTime({ prototype }: ServiceClass, mark: symbol): boolean {
  if (Object.hasOwn(prototype, mark)) return false;
  Reflect.set(prototype, mark, true);
  return true;
}

export type Bindings = readonly (string | number | Date | null | readonly string[])[];

/**
 * The rows of one SQL statement, whichever of the two databases it is.
 *
 * @param withinMs how long PostgreSQL may take, where that is less than for others; the connection is given up with it
 */
export async function queryRows<Row>(
  db: Knex,
  sql: string,
  bindings: Bindings,
  withinMs?: number,
): Promise<Row[]> {
  const asked = db.raw(sql, bindings as Knex.RawBinding[]);
  if (withinMs !== undefined && isPostgres(db)) asked.options({ query_timeout: withinMs });
  const result: unknown = await asked;
  return (Array.isArray(result) ? result : (result as { rows: Row[] }).rows) as Row[];
}

export function isPostgres(db: Knex): boolean {
  return db.client.config.client === 'pg';
}

/** `… IN` a list of any length by one parameter, so that the statement's text stays the same; see `listBinding`. */
export function inList(db: Knex): string {
  return isPostgres(db) ? '= ANY (?)' : 'IN (SELECT value FROM json_each(?))';
}

/** The parameter that `inList` takes. */
export function listBinding(db: Knex, list: readonly string[]): string | readonly string[] {
  return isPostgres(db) ? list : JSON.stringify(list);
}
