import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';

/** An answer as a browser gets it. */
export interface BrowserAnswer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  setCookies: string[];
  text: string;
  /** The body, parsed; an empty object if it isn't one. */
  body: Record<string, unknown>;
}

/** One request. Without `origin` a browser's own is sent with what isn't GET; `null`: none. */
export interface BrowserRequest {
  body?: unknown;
  origin?: string | null;
  headers?: Record<string, string | string[]>;
  signal?: AbortSignal;
}

/** As much of a browser as cookies need: a jar that tabs share, and an `Origin` on what changes something. */
export interface TestBrowser {
  send(method: string, path: string, options?: BrowserRequest): Promise<BrowserAnswer>;
  /** Cookies by name. */
  jar: Map<string, string>;
}

export interface BrowserOptions {
  url: string;
  /** The certificate to trust. */
  ca?: string;
  /** The jar of another browser, as tabs and servers behind one name share it. */
  jar?: Map<string, string>;
}

/** Opens a tab on the server at `url`. */
export function openBrowser({ url, ca, jar = new Map() }: BrowserOptions): TestBrowser {
  return {
    jar,
    async send(method, path, options = {}) {
      const origin = options.origin === undefined && method !== 'GET' ? url : options.origin;
      const text = typeof options.body === 'string' ? options.body : JSON.stringify(options.body);
      const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
      const headers = {
        // Node sends a body of DELETE without its length unless told.
        ...(text === undefined
          ? {}
          : {
              'content-type': 'application/json',
              'content-length': String(Buffer.byteLength(text)),
            }),
        ...(cookie === '' ? {} : { cookie }),
        ...(typeof origin === 'string' ? { origin } : {}),
        ...options.headers,
      };
      const { signal } = options;
      const answer = await exchange(url + path, { method, headers, text, ca, signal });
      for (const one of answer.setCookies) keep(jar, one);
      return answer;
    },
  };
}

function keep(jar: Map<string, string>, setCookie: string): void {
  const [pair = '', ...flags] = setCookie.split('; ');
  const [name = '', value = ''] = pair.split('=');
  if (flags.includes('Max-Age=0')) jar.delete(name);
  else jar.set(name, value);
}

interface Exchange {
  method: string;
  headers: Record<string, string | string[]>;
  text: string | undefined;
  ca: string | undefined;
  signal: AbortSignal | undefined;
}

function exchange(url: string, { method, headers, text, ca, signal }: Exchange) {
  return new Promise<BrowserAnswer>((resolve, reject) => {
    const options = {
      method,
      headers,
      agent: false as const,
      ...(signal === undefined ? {} : { signal }),
    };
    const call = url.startsWith('https:')
      ? requestHttps(url, { ...options, ...(ca === undefined ? {} : { ca }) })
      : requestHttp(url, options);
    call.once('error', reject);
    call.once('response', (response) => {
      let body = '';
      response.setEncoding('utf8');
      response.once('error', reject);
      response.on('data', (chunk: string) => {
        body += chunk;
      });
      response.once('end', () => {
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          setCookies: response.headers['set-cookie'] ?? [],
          text: body,
          body: parse(body),
        });
      });
    });
    call.end(text);
  });
}

function parse(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return {};
  }
}
