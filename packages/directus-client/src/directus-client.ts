/**
 * The one way to Directus.
 *
 * Guarantees: every call is bounded in time and size, and goes to the given address only: no redirect is followed. A
 * GET that dies on a reused connection is sent once more; nothing else is sent twice. Only a JSON answer that Directus
 * itself would give counts; everything else is a DirectusError `directus.unavailable`, never a refusal and never a
 * pass. No error of this module holds a token, a body or Directus's own words.
 * It doesn't judge: whether a 200 proves anything is for the caller.
 */
import { Pool } from 'undici';
import { type DirectusAnswer, DirectusError, readAnswer } from './directus-response.ts';

/** What to ask of Directus. */
export interface DirectusCall {
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Path and query, such as `/users/me?fields=id`. */
  path: string;
  token?: string;
  /** Sent as `X-RBAC-SYNC-SECRET`. */
  sharedSecret?: string;
  /** A `Cookie` header, for Directus's `session` mode, which knows no other way. */
  cookie?: string;
  /** Whom we ask for; the login limit in Directus goes by it where `sharedSecret` is right. */
  clientAddress?: string;
  /** Which trace the call belongs to (W3C Trace Context). */
  traceparent?: string;
  body?: unknown;
  /** Whether a 429 is a refusal rather than an outage: for logins, which Directus limits by client. */
  takesLimits?: boolean;
  /** Whether success comes without data (204), and never with; of a DELETE it does. */
  isEmpty?: boolean;
  /** Whether the call may be sent twice; a GET may. */
  isRepeatable?: boolean;
  signal?: AbortSignal;
}

/** Asks Directus. */
export interface DirectusClient {
  /** @throws DirectusError `directus.unavailable` where no answer of Directus came in time */
  call(call: DirectusCall): Promise<DirectusAnswer>;
  /** Ends the connections, after the calls under way. */
  close(): Promise<void>;
}

/** Bounds of the connection to Directus. Times are milliseconds. */
export interface DirectusClientOptions {
  url: string;
  connections?: number;
  callTimeoutMs?: number;
  maxResponseBytes?: number;
}

/**
 * Opens a keep-alive pool to Directus; nothing is sent before the first call. Idle connections don't keep the process.
 *
 * @param options `url` may carry a path, which is put before each call's path
 */
export function createDirectusClient(options: DirectusClientOptions): DirectusClient {
  const { origin, pathname } = new URL(options.url);
  const prefix = pathname.replace(/\/+$/, '');
  const callTimeoutMs = options.callTimeoutMs ?? 2_000;
  const maxResponseBytes = options.maxResponseBytes ?? 1_048_576;
  const pool = new Pool(origin, {
    connections: options.connections ?? 32,
    // Directus closes idle connections after 5 s; ours must be the first to go.
    keepAliveTimeout: 4_000,
    keepAliveMaxTimeout: 4_000,
    connect: { timeout: callTimeoutMs },
  });

  async function send(call: DirectusCall, signal: AbortSignal): Promise<DirectusAnswer> {
    const { statusCode, headers, body } = await pool.request({
      method: call.method,
      path: prefix + call.path,
      headers: {
        accept: 'application/json',
        ...(call.token === undefined ? {} : { authorization: `Bearer ${call.token}` }),
        ...(call.sharedSecret === undefined ? {} : { 'x-rbac-sync-secret': call.sharedSecret }),
        ...(call.cookie === undefined ? {} : { cookie: call.cookie }),
        ...(call.clientAddress === undefined
          ? {}
          : { 'x-genie-client-address': call.clientAddress }),
        ...(call.traceparent === undefined ? {} : { traceparent: call.traceparent }),
        ...(call.body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
      signal,
    });
    const { takesLimits, isEmpty = call.method === 'DELETE' } = call;
    return readAnswer({ statusCode, headers, body, maxResponseBytes, takesLimits, isEmpty });
  }

  return {
    async call(call) {
      const timeout = AbortSignal.timeout(callTimeoutMs);
      const signal = call.signal ? AbortSignal.any([timeout, call.signal]) : timeout;
      try {
        return await send(call, signal).catch((error: unknown) => {
          // What died on a reused connection is repeated once where that is safe (RFC 9110, 9.2.2).
          const isRepeatable = call.isRepeatable ?? call.method === 'GET';
          if (isRepeatable && isDroppedConnection(error)) return send(call, signal);
          throw error;
        });
      } catch (cause) {
        call.signal?.throwIfAborted();
        const reason = failureCodeOf(cause);
        const message = `no usable answer to ${call.method}: ${reason}`;
        throw new DirectusError('directus.unavailable', message, { reason, cause });
      }
    },
    close: () => pool.close(),
  };
}

/** Whether the connection was lost before the answer began, as a reused one may be. */
function isDroppedConnection(error: unknown): boolean {
  return ['UND_ERR_SOCKET', 'ECONNRESET', 'EPIPE'].includes(failureCodeOf(error));
}

/** Why a connection failed, in a word that holds nothing of its address: ECONNREFUSED, TIMEOUT, a TLS code, … */
export function failureCodeOf(error: unknown): string {
  for (let cause: unknown = error; cause instanceof Error; cause = cause.cause) {
    if (cause.name === 'TimeoutError' || cause.name === 'AbortError') return 'TIMEOUT';
    if (cause instanceof AggregateError && cause.errors.length > 0) {
      return failureCodeOf(cause.errors[0]);
    }
    if (!('code' in cause)) continue;
    if (cause.code === 'UND_ERR_CONNECT_TIMEOUT') return 'TIMEOUT';
    if (/^[A-Z][A-Z0-9_]+$/.test(String(cause.code))) return String(cause.code);
  }
  return 'UNKNOWN';
}
