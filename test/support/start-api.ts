import { Writable } from 'node:stream';
import { type AppOptions, buildApp } from '../../apps/api/src/app.ts';
import { compose, type ServiceConfig } from '../../apps/api/src/compose.ts';

import { createLogger } from '../../apps/api/src/http/logging.ts';

import { checkAnswer } from './api-document/check-answer.ts';

/** An answer of the API. */
export interface ApiAnswer {
  status: number;
  headers: Headers;
  text: string;
  /** The body, parsed; an empty object if it isn't one. */
  body: Record<string, unknown>;
}

/** One request to the API. `body` is sent as JSON unless it's a text, or bytes. */
export interface ApiRequest {
  token?: string;
  body?: unknown;
  headers?: Record<string, string>;
  signal?: AbortSignal;
}

/** The API, listening on a free port, built as production builds it. */
export interface TestApi {
  url: string;
  port: number;
  /** @throws Error where the answer isn't as `docs/openapi.json` says */
  request(method: string, path: string, options?: ApiRequest): Promise<ApiAnswer>;
  /** Every log line so far, as one text. */
  log(): string;
  stop(): Promise<void>;
}

/** What a test may set. Limits are off unless it asks for them. */
export interface TestApiOptions extends Partial<Omit<AppOptions, 'logger'>> {
  directusUrl: string;
  /** All processes, where there are several; `directusUrl` is one of them. */
  directusUrls?: readonly string[];
  adminToken?: string | undefined;
  /** Default: `auto`, which is `/users/me` where there's no secret for introspection. */
  tokenValidation?: ServiceConfig['tokenValidation'];
  introspectionSecret?: string | undefined;
  captions?: ServiceConfig['captions'];
  sharedSecret?: ServiceConfig['sharedSecret'];
  vaultKeys?: ServiceConfig['vaultKeys'];
  redisUrl?: string | undefined;
  traceEndpoint?: string;
  queuePolicy?: NonNullable<ServiceConfig['queuePolicy']>;
  metricsToken?: string;
  /** How mails are sent, and when; none is where left out. */
  mail?: NonNullable<ServiceConfig['mail']>;
  mailPolicy?: NonNullable<ServiceConfig['mailPolicy']>;
  /** Whether new accounts wait until their address is proven. */
  isAddressProofRequired?: boolean;
  /** Whether administrators need a second factor. */
  isAdminFactorRequired?: boolean;
  /** 20 s where left out: a machine that stands still for the product's 2 s is no outage to a test. */
  checkTimeoutMs?: number;
  /** How often notices are asked for, in milliseconds. */
  noticeEveryMs?: number;
  /** How often accounts to erase are asked for, in milliseconds. */
  erasureEveryMs?: number;
  /** How often the guard is asked whether old data is to go, in milliseconds. */
  retentionEveryMs?: number;
  checkpointFile?: string | undefined;
  /** An hour where left out: a test that looks at what the API asks sees no checkpoint. */
  checkpointEveryMs?: number;
  auditStream?: NonNullable<ServiceConfig['auditStream']>;
  auditStreamEveryMs?: number;
  /** What readiness hears of the log. */
  logSink?: NonNullable<ServiceConfig['logSink']>;
}

/** Starts the API in this process, against a real Directus. */
export async function startTestApi(options: TestApiOptions): Promise<TestApi> {
  const { directusUrl, adminToken, tokenValidation, introspectionSecret, captions, ...others } =
    options;
  const {
    sharedSecret,
    vaultKeys,
    redisUrl,
    queuePolicy,
    traceEndpoint,
    directusUrls,
    mail,
    mailPolicy,
    isAddressProofRequired = false,
    isAdminFactorRequired = false,
    checkTimeoutMs = 20_000,
    noticeEveryMs = 100,
    erasureEveryMs = 60_000,
    retentionEveryMs = 3_600_000,
    checkpointFile,
    checkpointEveryMs = 3_600_000,
    auditStream,
    auditStreamEveryMs = 50,
    metricsToken,
    logSink,
    ...appOptions
  } = others;
  const lines: string[] = [];
  const logTo = new Writable({
    write(chunk: Buffer, _encoding, done) {
      lines.push(chunk.toString());
      done();
    },
  });
  const logger = createLogger('info', logTo);
  const config = {
    directus: { urls: directusUrls ?? [directusUrl], adminToken, previousAdminToken: undefined },
    tokenValidation: tokenValidation ?? 'auto',
    introspectionSecret,
    sharedSecret: sharedSecret ?? { current: undefined, previous: undefined },
    vaultKeys,
    redisUrl,
    traceEndpoint,
    metricsToken,
    ...(logSink === undefined ? {} : { logSink }),
    ...(queuePolicy === undefined ? {} : { queuePolicy }),
    ...(mail === undefined ? {} : { mail }),
    ...(mailPolicy === undefined ? {} : { mailPolicy }),
    isAddressProofRequired,
    isAdminFactorRequired,
    checkTimeoutMs,
    noticeEveryMs,
    erasureEveryMs,
    retentionEveryMs,
    checkpointFile,
    checkpointEveryMs,
    auditStream,
    auditStreamEveryMs,
    captions: captions ?? { timeoutMs: 5_000, model: undefined },
  };
  const services = await compose(config, logger);
  const app = await buildApp(services, { rateLimitMax: 0, ...appOptions, logger });
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  services.start();
  const port = Number(new URL(url).port);
  return {
    url,
    port,
    async request(method, path, request = {}) {
      const answer = await send(`${url}${path}`, method, request);
      checkAnswer(method, path, answer);
      return answer;
    },
    log: () => lines.join(''),
    async stop() {
      await Promise.all([app.close(), services.stop()]);
      await services.close();
    },
  };
}

async function send(url: string, method: string, request: ApiRequest): Promise<ApiAnswer> {
  const response = await fetch(url, {
    method,
    redirect: 'manual',
    headers: {
      ...(request.body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(request.token === undefined ? {} : { authorization: `Bearer ${request.token}` }),
      ...request.headers,
    },
    ...(request.body === undefined ? {} : { body: bytesOf(request.body) }),
    ...(request.signal === undefined ? {} : { signal: request.signal }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, body: parse(text) };
}

function bytesOf(body: unknown): string | Uint8Array<ArrayBuffer> {
  if (typeof body === 'string') return body;
  return body instanceof Uint8Array ? Uint8Array.from(body) : JSON.stringify(body);
}

function parse(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return {};
  }
}
