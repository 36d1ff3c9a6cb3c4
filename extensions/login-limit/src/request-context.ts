import { AsyncLocalStorage } from 'node:async_hooks';

/** The parts of an Express request and response that this extension uses. */
export interface HttpRequest {
  ip?: string;
  body?: unknown;
}

export interface HttpResponse {
  headersSent: boolean;
  set(name: string, value: string): unknown;
  status(code: number): { json(body: unknown): unknown };
}

export interface HttpContext {
  request: HttpRequest;
  response: HttpResponse;
}

const contexts = new AsyncLocalStorage<HttpContext>();

/** Express middleware: lets services that aren't given the request find out whose it is. */
export function rememberRequest(
  request: HttpRequest,
  response: HttpResponse,
  next: () => void,
): void {
  contexts.run({ request, response }, next);
}

/** The HTTP request that the current work belongs to, if it belongs to one. */
export function currentRequest(): HttpContext | undefined {
  return contexts.getStore();
}
