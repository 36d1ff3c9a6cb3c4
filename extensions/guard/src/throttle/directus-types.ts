/** The parts of Directus's services that this extension wraps, as they are in `@directus/api` 35.2. */
export interface ServiceInstance {
  accountability?: { ip?: string | null } | null;
}

/** Methods are looked up by name, so every one is taken as a function of anything. */
export type ServiceMethod = (this: ServiceInstance, ...args: unknown[]) => Promise<unknown>;

export interface ServiceClass {
  prototype: object;
}

export type Services = Readonly<
  Record<'AuthenticationService' | 'SharesService' | 'TFAService' | 'UsersService', ServiceClass>
>;

/** The part of an Express application that this extension uses. */
export interface HttpApp {
  use(handler: unknown): void;
  post(path: string, handler: unknown): void;
}

export interface HookRegistration {
  init(event: string, handler: (meta: { app: HttpApp }) => void): void;
}

export interface HookContext {
  services: Services;
  env: Readonly<Record<string, unknown>>;
}
