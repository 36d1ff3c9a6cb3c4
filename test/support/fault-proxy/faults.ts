import type { Socket } from 'node:net';

/** What is done to one request. */
export interface Fault {
  name: string;
  /** Whether the server hears of the request; what it asks for may then be done. */
  reachesServer: boolean;
  /** Begins, and gives what becomes of the server's answer, piece by piece. */
  strike(client: Socket): (chunk: Buffer) => void;
}

const drop = () => undefined;

/** Does something once, when the answer begins. */
function atAnswer(name: string, act: (client: Socket, chunk: Buffer) => void): Fault {
  const strike = (client: Socket) => {
    let isDone = false;
    return (chunk: Buffer) => {
      if (!isDone) act(client, chunk);
      isDone = true;
    };
  };
  return { name, reachesServer: true, strike };
}

/** Answers with these bytes in the server's place. */
function instead(name: string, bytes: string | Buffer): Fault {
  const strike = (client: Socket) => {
    client.write(bytes);
    return drop;
  };
  return { name, reachesServer: false, strike };
}

/** An HTTP answer of its own. */
function answer(name: string, status: string, body: string, headers: Record<string, string> = {}) {
  const all = {
    'content-type': 'application/json; charset=utf-8',
    'content-length': String(Buffer.byteLength(body)),
    ...headers,
  };
  const lines = Object.entries(all).map(([key, value]) => `${key}: ${value}\r\n`);
  return instead(name, `HTTP/1.1 ${status}\r\n${lines.join('')}\r\n${body}`);
}

const directusError = (code: string) =>
  JSON.stringify({ errors: [{ message: 'inside-of-directus', extensions: { code } }] });
const tenMegabytes = `{"data":"${'a'.repeat(10_000_000)}"}`;

/** Does nothing: for hearing which requests there are. */
export const recorder: Fault = {
  name: 'none',
  reachesServer: true,
  strike: (client) => (chunk) => client.write(chunk),
};

/** The server never hears of the request. */
export const resetAtRequest: Fault = {
  name: 'reset at the request',
  reachesServer: false,
  strike: (client) => {
    client.resetAndDestroy();
    return drop;
  },
};

/** The server has done what was asked, and the client never hears of it. */
export const resetAtAnswer = atAnswer('reset at the answer', (client) => client.resetAndDestroy());

/** The connection breaks or stalls. None of these brings a whole answer. */
export const brokenConnections: readonly Fault[] = [
  resetAtRequest,
  resetAtAnswer,
  atAnswer('reset within the answer', (client, chunk) => {
    client.write(chunk.subarray(0, chunk.length - 10), () => client.resetAndDestroy());
  }),
  atAnswer('closed within the answer', (client, chunk) => {
    client.end(chunk.subarray(0, chunk.length - 10));
  }),
  atAnswer('half-closed before the answer', (client) => client.end()),
  { name: 'silence', reachesServer: false, strike: () => drop },
  { name: 'an answer that is lost', reachesServer: true, strike: () => drop },
  atAnswer('an answer that comes too late', (client, chunk) => {
    setTimeout(() => client.writable && client.write(chunk), 30_000).unref();
  }),
  atAnswer('a byte each half a second', (client, chunk) => {
    let sent = 0;
    const drip = setInterval(() => {
      if (!client.writable || sent >= chunk.length) return clearInterval(drip);
      client.write(chunk.subarray(sent, sent + 1));
      sent += 1;
    }, 500).unref();
    client.once('close', () => clearInterval(drip));
  }),
];

/** Whole answers that Directus never gives, or that prove nothing about what was asked. */
export const uselessAnswers: readonly Fault[] = [
  answer('500', '500 Internal Server Error', directusError('INTERNAL_SERVER_ERROR')),
  answer('502 of a proxy', '502 Bad Gateway', '<html>inside-of-directus</html>', {
    'content-type': 'text/html',
  }),
  answer('503', '503 Service Unavailable', directusError('SERVICE_UNAVAILABLE')),
  answer('504 without a body', '504 Gateway Timeout', ''),
  answer('429', '429 Too Many Requests', directusError('REQUESTS_EXCEEDED'), {
    'retry-after': '3600',
  }),
  answer('401 of a proxy', '401 Unauthorized', '<html>inside-of-directus</html>', {
    'content-type': 'text/html',
  }),
  answer('403 of a firewall', '403 Forbidden', '{"error":"inside-of-directus"}'),
  answer('a redirect', '302 Found', '', { location: 'http://127.0.0.1:1/inside-of-directus' }),
  answer('a permanent redirect', '308 Permanent Redirect', '', { location: '/users/me' }),
  answer('a page with 200', '200 OK', '<html>inside-of-directus</html>', {
    'content-type': 'text/html',
  }),
  answer('a page that says it is JSON', '200 OK', '<html>inside-of-directus</html>'),
  answer('JSON that is cut off', '200 OK', '{"data":{"id":"inside-of-directus"'),
  answer('JSON without data', '200 OK', '{"ok":true,"id":"inside-of-directus"}'),
  answer('JSON that is a list', '200 OK', '[{"data":"inside-of-directus"}]'),
  answer('JSON null', '200 OK', 'null'),
  answer('data that is null', '200 OK', '{"data":null}'),
  answer('data that is a text', '200 OK', '{"data":"inside-of-directus"}'),
  answer('nothing with 200', '200 OK', ''),
  answer('206', '206 Partial Content', '{"ok":true}'),
  answer('a cached answer', '200 OK', '{"data":[]}', { 'cache-status': 'HIT' }),
  answer('ten megabytes', '200 OK', tenMegabytes),
  instead(
    'ten megabytes of unknown length',
    `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n${tenMegabytes.length.toString(16)}\r\n${tenMegabytes}\r\n0\r\n\r\n`,
  ),
  instead(
    'more headers than anyone has',
    `HTTP/1.1 200 OK\r\n${`x-inside: ${'a'.repeat(1_000)}\r\n`.repeat(100)}content-length: 0\r\n\r\n`,
  ),
  instead('what is no HTTP', Buffer.from('SSH-2.0-inside-of-directus\r\n\r\n')),
  instead('a length that is none', 'HTTP/1.1 200 OK\r\ncontent-length: minus\r\n\r\n{"data":[]}'),
];

/** Successes that say nothing: no proof of a token, though a deletion may end so. */
export const emptySuccesses: readonly Fault[] = [instead('204', 'HTTP/1.1 204 No Content\r\n\r\n')];
