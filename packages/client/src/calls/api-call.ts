import { GenieApiError, unexpectedAnswer } from '../errors.ts';
import type { paths } from '../generated/api.ts';
import { readJson } from '../http/exchange.ts';
import type { ApiRequest, SendRequest } from '../http/send-request.ts';
import { type CallOptions, withDeadline } from '../http/time.ts';

type Path = keyof paths;
type Method = 'get' | 'post' | 'patch' | 'delete';
type Operation<P extends Path, M extends Method> = paths[P][M];

/** What a route takes as its body; never where it takes none. */
export type BodyOf<P extends Path, M extends Method> =
  Operation<P, M> extends { requestBody: { content: { 'application/json': infer B } } } ? B : never;

/** What it takes in its query; never where it takes nothing. */
export type QueryOf<P extends Path, M extends Method> =
  Operation<P, M> extends { parameters: { query?: infer Q } } ? NonNullable<Q> : never;

/** What it answers where all is well; undefined for an answer without a body. */
export type AnswerOf<P extends Path, M extends Method> =
  Operation<P, M> extends { responses: infer R }
    ? R[keyof R] extends { content: { 'application/json': infer A } }
      ? A
      : undefined
    : never;

/** An answer without the field that says it is one. */
export type ResultOf<P extends Path, M extends Method> = Omit<AnswerOf<P, M>, 'ok' | 'success'>;

/** What goes into a request to this route. */
export interface RequestParts<P extends Path, M extends Method> {
  /** What stands in the path for `{id}`. */
  id?: string;
  query?: QueryOf<P, M> | undefined;
  body?: BodyOf<P, M>;
}

/** What a request accepts that is sent as somebody: the chat's answer is a stream. */
export const accept = { accept: 'application/json, text/event-stream' };

/** Whether the API refused the token or the cookie of a request; it does so before it reads a body, so nothing was done. */
export function isSessionRefusal(error: unknown): boolean {
  return (
    error instanceof GenieApiError && error.status === 401 && error.code === 'auth.invalid_token'
  );
}

/** Sends a request as whoever is signed in, and gives an answer that is 2xx. @throws GenieError, or the signal's reason */
export type OpenRequest = (request: ApiRequest, signal: AbortSignal) => Promise<Response>;

/** Calls a route by its method and path as the API reference has them. @throws GenieError, or the signal's reason */
export type ApiCall = <P extends Path, M extends Method>(
  method: M,
  path: P,
  parts?: RequestParts<P, M>,
  options?: CallOptions,
) => Promise<AnswerOf<P, M>>;

/** Calls over this way to send requests. */
export function createApiCall(open: OpenRequest): ApiCall {
  return <P extends Path, M extends Method>(
    method: M,
    path: P,
    parts: RequestParts<P, M> = {},
    options: CallOptions = {},
  ) =>
    withDeadline(options, async (signal) => {
      const response = await open(toApiRequest(method, path, parts), signal);
      const answer = await readJson(response, signal);
      const isGood = response.status === 204 || (typeof answer === 'object' && answer !== null);
      if (!isGood) throw unexpectedAnswer(response.status);
      return answer as AnswerOf<P, M>;
    });
}

/** Calls as nobody, for what may be asked without a session. */
export function createPublicCall(send: SendRequest): ApiCall {
  return createApiCall((request, signal) => send(request, { accept: 'application/json' }, signal));
}

/** @throws TypeError where an id is no text, which would lead to another route */
export function toApiRequest<P extends Path, M extends Method>(
  method: M,
  path: P,
  { id, query, body }: RequestParts<P, M>,
): ApiRequest {
  if (path.includes('{id}') && (typeof id !== 'string' || /^\.{0,2}$/.test(id))) {
    throw new TypeError('An id must be a text that is not empty.');
  }
  const filled = path.replace('{id}', encodeURIComponent(id ?? ''));
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value !== undefined) search.set(name, String(value));
  }
  const tail = search.size === 0 ? '' : `?${search}`;
  const upper = method.toUpperCase() as ApiRequest['method'];
  return { method: upper, path: `${filled}${tail}`, ...(body === undefined ? {} : { body }) };
}

/** The answer without the field that only says that it is one. */
export function resultOf<T extends object>(answer: T): Omit<T, 'ok' | 'success'> {
  const { ok: _ok, success: _success, ...result } = answer as T & { ok?: true; success?: true };
  return result as Omit<T, 'ok' | 'success'>;
}
