/**
 * The one way to Directus.
 *
 * Guarantees: every call is bounded in time and size, and goes to the given addresses only: no redirect is followed.
 * A call that may be repeated goes on to another process of the installation when one fails, and is sent once more
 * where it died on a reused connection; any other call is sent again only where it surely never left. Only a JSON
 * answer that Directus itself would give counts; everything else is a DirectusError `directus.unavailable`, never a
 * refusal and never a pass. No error of this module holds a token, a body or Directus's own words.
 * It doesn't judge: whether a 200 proves anything is for the caller.
 */
import { Pool } from 'undici';
import { type DirectusAnswer, DirectusError, readAnswer } from './directus-response.ts';
import { createUpstreams, stoppingHeader, type Upstream, type Upstreams } from './upstreams.ts';

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
  /** By what a sign-in is recognized, likewise: the client's user agent, and what its device is known by. */
  clientAgent?: string;
  clientDevice?: string;
  /** The administrator for whom we ask with our own token, and the id of the request; they count likewise. */
  actingUser?: string;
  actingRequest?: string;
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
  /** The address of one process, or several processes that clients choose among together. */
  url: string | Upstreams;
  /** How many connections there may be to one process. */
  connections?: number;
  callTimeoutMs?: number;
  maxResponseBytes?: number;
}

/**
 * Opens keep-alive pools to Directus; nothing is sent before the first call. Idle connections don't keep the process.
 *
 * @param options an address may carry a path, which is put before each call's path
 */
export function createDirectusClient(options: DirectusClientOptions): DirectusClient {
  const callTimeoutMs = options.callTimeoutMs ?? 2_000;
  const upstreams =
    typeof options.url === 'string' ? createUpstreams({ urls: [options.url] }) : options.url;
  const isAlone = upstreams.all.length === 1;
  const connections = new Map(
    upstreams.all.map((upstream) => {
      const { origin, pathname } = new URL(upstream.url);
      const pool = new Pool(origin, {
        connections: options.connections ?? 32,
        // A Directus that isn't ours closes idle connections after 5 s; we must be the first to let go.
        keepAliveTimeout: 4_000,
        keepAliveMaxTimeout: 4_000,
        connect: { timeout: isAlone ? callTimeoutMs : Math.min(callTimeoutMs, longestConnectMs) },
      });
      return [upstream, { pool, prefix: pathname.replace(/\/+$/, '') }];
    }),
  );

  async function send(
    upstream: Upstream,
    call: DirectusCall,
    signal: AbortSignal,
  ): Promise<DirectusAnswer> {
    const connection = connections.get(upstream);
    if (connection === undefined) throw new Error('a process that is none of ours');
    const { statusCode, headers, body } = await connection.pool.request({
      method: call.method,
      path: connection.prefix + call.path,
      headers: headersOf(call),
      ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
      signal,
    });
    if (headers[stoppingHeader] !== undefined) upstreams.record(upstream, 'stopping', '');
    const { takesLimits, isEmpty = call.method === 'DELETE' } = call;
    const maxResponseBytes = options.maxResponseBytes ?? 1_048_576;
    return readAnswer({ statusCode, headers, body, maxResponseBytes, takesLimits, isEmpty });
  }

  /** Sends it to one process, and tells the others who choose what came of it. */
  async function attempt(
    upstream: Upstream,
    call: DirectusCall,
    signal: AbortSignal,
  ): Promise<DirectusAnswer> {
    upstream.underWay += 1;
    try {
      const answer = await send(upstream, call, signal);
      upstreams.record(upstream, 'answered', '');
      return answer;
    } catch (error) {
      const reason = failureCodeOf(error);
      if (!call.signal?.aborted) {
        upstreams.record(upstream, neverLeft.has(reason) ? 'unreachable' : 'failed', reason);
      }
      throw error;
    } finally {
      upstream.underWay -= 1;
    }
  }

  /** What took a process time may take the next one as much, so not all of it goes on. */
  const mayGoOn = (reason: string) => isDroppedConnection(reason) || upstreams.mayRepeat();

  /** Goes from process to process as long as that is safe and there is time. */
  async function callAny(call: DirectusCall, signal: AbortSignal): Promise<DirectusAnswer> {
    const isRepeatable = call.isRepeatable ?? call.method === 'GET';
    const tried = new Set<Upstream>();
    let isSentAgain = false;
    let upstream = upstreams.choose(tried);
    for (;;) {
      if (upstream === undefined) throw new Error('no Directus to ask');
      tried.add(upstream);
      const hasOther = upstreams.hasOther(tried);
      const isFirstOfSeveral = isRepeatable && hasOther && tried.size === 1;
      try {
        return await attempt(
          upstream,
          call,
          isFirstOfSeveral
            ? AbortSignal.any([signal, AbortSignal.timeout(callTimeoutMs * firstShare)])
            : signal,
        );
      } catch (error) {
        const reason = failureCodeOf(error);
        if (signal.aborted || !(isRepeatable || neverLeft.has(reason))) throw error;
        const next = upstreams.choose(tried);
        if (next !== undefined && (neverLeft.has(reason) || (hasOther && mayGoOn(reason)))) {
          upstream = next;
        } else if (isDroppedConnection(reason) && !isSentAgain) {
          // What died on a reused connection is repeated once where that is safe (RFC 9110, 9.2.2).
          isSentAgain = true;
        } else {
          throw error;
        }
      }
    }
  }

  return {
    async call(call) {
      const timeout = AbortSignal.timeout(callTimeoutMs);
      const signal = call.signal ? AbortSignal.any([timeout, call.signal]) : timeout;
      try {
        return await callAny(call, signal);
      } catch (cause) {
        call.signal?.throwIfAborted();
        const reason = failureCodeOf(cause);
        const message = `no usable answer to ${call.method}: ${reason}`;
        throw new DirectusError('directus.unavailable', message, { reason, cause });
      }
    },
    async close() {
      await Promise.all([...connections.values()].map(({ pool }) => pool.close()));
    },
  };
}

/** How long a connection to one of several processes may take. */
const longestConnectMs = 1_000;

/** Of its time a call that may be repeated waits for the first process; the rest is for another one. */
const firstShare = 0.4;

/** With these the request can't have reached Directus. */
const neverLeft = new Set([
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EHOSTDOWN',
  'ENOTFOUND',
  'EAI_AGAIN',
  'CONNECT_TIMEOUT',
]);

function headersOf(call: DirectusCall): Record<string, string> {
  const { token, sharedSecret, cookie, clientAddress, clientAgent, clientDevice } = call;
  const { actingUser, actingRequest, traceparent, body } = call;
  return {
    accept: 'application/json',
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    ...(sharedSecret === undefined ? {} : { 'x-rbac-sync-secret': sharedSecret }),
    ...(cookie === undefined ? {} : { cookie }),
    ...(clientAddress === undefined ? {} : { 'x-genie-client-address': clientAddress }),
    ...(clientAgent === undefined ? {} : { 'x-genie-client-agent': clientAgent }),
    ...(clientDevice === undefined ? {} : { 'x-genie-client-device': clientDevice }),
    ...(actingUser === undefined ? {} : { 'x-genie-acting-user': actingUser }),
    ...(actingRequest === undefined ? {} : { 'x-genie-acting-request': actingRequest }),
    ...(traceparent === undefined ? {} : { traceparent }),
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
  };
}

/** Whether the connection was lost before the answer began, as a reused one may be. */
function isDroppedConnection(reason: string): boolean {
  return ['UND_ERR_SOCKET', 'ECONNRESET', 'EPIPE'].includes(reason);
}

/** Why a connection failed, in a word that holds nothing of its address: ECONNREFUSED, TIMEOUT, a TLS code, … */
export function failureCodeOf(error: unknown): string {
  for (let cause: unknown = error; cause instanceof Error; cause = cause.cause) {
    if (cause.name === 'TimeoutError' || cause.name === 'AbortError') return 'TIMEOUT';
    if (cause instanceof AggregateError && cause.errors.length > 0) {
      return failureCodeOf(cause.errors[0]);
    }
    if (!('code' in cause)) continue;
    if (cause.code === 'UND_ERR_CONNECT_TIMEOUT') return 'CONNECT_TIMEOUT';
    if (/^[A-Z][A-Z0-9_]+$/.test(String(cause.code))) return String(cause.code);
  }
  return 'UNKNOWN';
}
