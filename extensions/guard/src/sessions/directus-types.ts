import type { Knex } from 'knex';

/** What the authentication service returns for a login and for a refresh. */
export interface IssuedTokens {
  accessToken: string;
  refreshToken: string;
  expires: number;
  id?: string | null;
}

export interface AuthenticationInstance {
  knex: Knex;
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

export interface AuthenticationService extends AuthenticationInstance {
  login: Login;
  refresh: Refresh;
  logout: Logout;
}

export interface AuthenticationClass {
  new (options: { knex: Knex; schema: unknown; accountability: null }): AuthenticationService;
  prototype: object;
}

export interface RelationsClass {
  prototype: object;
}

/** The parts of an Express request and response that the guard uses. */
export interface GuardedRequest {
  method: string;
  path: string;
  /** What Directus took from the header, the query or the session cookie. */
  token?: unknown;
  cookies?: Readonly<Record<string, unknown>>;
  res?: {
    clearCookie(name: string, options: Readonly<Record<string, unknown>>): unknown;
  };
}

export type Next = (error?: unknown) => void;

export interface HttpApp {
  use(handler: (request: GuardedRequest, response: unknown, next: Next) => void): void;
  post(path: string, handler: unknown): void;
}

export interface Logger {
  info(message: string): void;
  warn(message: string): void;
  error(error: unknown, message?: string): void;
}

export interface FilterContext {
  database: Knex;
}

export interface HookRegistration {
  filter<Payload, Meta>(
    event: string,
    handler: (payload: Payload, meta: Meta, context: FilterContext) => unknown,
  ): void;
  init(event: string, handler: (meta: { app: HttpApp }) => void | Promise<void>): void;
}

export interface HookContext {
  services: { AuthenticationService: AuthenticationClass; RelationsService: RelationsClass };
  env: Readonly<Record<string, unknown>>;
  database: Knex;
  logger: Logger;
  getSchema(): Promise<unknown>;
}
