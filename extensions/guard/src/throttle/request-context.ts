import { AsyncLocalStorage } from 'node:async_hooks';

/** The parts of an Express request and response that this extension uses. */
export interface HttpRequest {
  ip?: string;
  headers?: Readonly<Record<string, string | string[] | undefined>>;
  body?: unknown;
}

export interface HttpResponse {
  headersSent: boolean;
  set(name: string, value: string): unknown;
  status(code: number): { json(body: unknown): unknown };
}

export interface HttpContext {
  /** Whose request it is: the client's address, as far as it's known. */
  address: string | undefined;
  response: HttpResponse;
}

const contexts = new AsyncLocalStorage<HttpContext>();

/** Express middleware: lets services that aren't given the request find out whose it is. */
export function rememberRequest(addressOf: (request: HttpRequest) => string | undefined) {
  return (request: HttpRequest, response: HttpResponse, next: () => void): void => {
    contexts.run({ address: addressOf(request), response }, next);
  };
}

/** The HTTP request that the current work belongs to, if it belongs to one. */
export function currentRequest(): HttpContext | undefined {
  return contexts.getStore();
}
