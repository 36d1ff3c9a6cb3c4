import { DirectusStateError } from '../errors.ts';

const callTimeoutMs = 15_000;
const shownCharacters = 300;

export type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE';
export type Row = Record<string, unknown>;

/** The few calls with which the reconciler looks, as the administrator whose token it got. */
export interface DirectusReader {
  /** Rows under `path`; every one of them, whatever Directus's default limit is. */
  list(path: string, query?: Record<string, string>): Promise<Row[]>;
  /** One object under `path`. */
  read(path: string): Promise<Row>;
}

/** Those, and the one with which it changes something. */
export interface DirectusApi extends DirectusReader {
  write(method: Exclude<Method, 'GET'>, path: string, body?: unknown): Promise<void>;
}

/**
 * @throws DirectusStateError from every call: `directus.admin_token_refused` on 401 and 403,
 *   `directus.unreachable` on no answer within 15 seconds, `directus.request_failed` otherwise.
 */
export function createDirectusApi(deps: {
  url: string;
  adminToken: string;
  signal?: AbortSignal;
}): DirectusApi {
  const call = async (method: Method, path: string, body?: unknown): Promise<unknown> => {
    const answer = await send(deps, method, path, body);
    if (answer.status === 401 || answer.status === 403) throw tokenError(method, path);
    const text = await answer.text();
    if (!answer.ok) {
      const said = text.slice(0, shownCharacters);
      const message = `Directus answered ${answer.status} to ${method} ${path}: ${said}`;
      throw new DirectusStateError('directus.request_failed', message);
    }
    return text === '' ? undefined : parseData(text, method, path);
  };
  return {
    async list(path, query = {}) {
      const data = await call('GET', `${path}?${new URLSearchParams({ limit: '-1', ...query })}`);
      return asRows(data, path);
    },
    async read(path) {
      return asRow(await call('GET', path), path);
    },
    async write(method, path, body) {
      await call(method, path, body);
    },
  };
}

async function send(
  deps: { url: string; adminToken: string; signal?: AbortSignal },
  method: Method,
  path: string,
  body: unknown,
): Promise<Response> {
  const timeout = AbortSignal.timeout(callTimeoutMs);
  try {
    return await fetch(`${deps.url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${deps.adminToken}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      signal: deps.signal === undefined ? timeout : AbortSignal.any([deps.signal, timeout]),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  } catch (cause) {
    deps.signal?.throwIfAborted();
    const message = `Directus at ${deps.url} did not answer to ${method} ${path}.`;
    throw new DirectusStateError('directus.unreachable', message, { cause });
  }
}

function tokenError(method: Method, path: string): DirectusStateError {
  return new DirectusStateError(
    'directus.admin_token_refused',
    `Directus refused the token in DIRECTUS_ADMIN_TOKEN (${method} ${path}): it must be the static token of an active administrator.`,
  );
}

function parseData(text: string, method: Method, path: string): unknown {
  try {
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed === 'object' && parsed !== null && 'data' in parsed) return parsed.data;
  } catch {
    // Falls through to the same error as JSON without `data`.
  }
  const message = `Directus answered ${method} ${path} with something that isn't its JSON.`;
  throw new DirectusStateError('directus.request_failed', message);
}

function asRow(data: unknown, path: string): Row {
  if (typeof data === 'object' && data !== null && !Array.isArray(data)) return { ...data };
  throw new DirectusStateError('directus.request_failed', `Directus gave no object for ${path}.`);
}

function asRows(data: unknown, path: string): Row[] {
  if (Array.isArray(data)) return data.map((row) => asRow(row, path));
  throw new DirectusStateError('directus.request_failed', `Directus gave no list for ${path}.`);
}
