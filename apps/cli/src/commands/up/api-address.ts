import { type IncomingHttpHeaders, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { Environment } from '@genie-helper/environment';

/** Where the API answers, for a client on this machine. */
export function apiUrl(
  environment: Pick<Environment, 'HOST' | 'SERVER_PORT' | 'ENABLE_HTTPS'>,
): string {
  const anywhere: Record<string, string> = { '0.0.0.0': '127.0.0.1', '::': '::1' };
  const host = anywhere[environment.HOST] ?? environment.HOST;
  const scheme = environment.ENABLE_HTTPS ? 'https' : 'http';
  return `${scheme}://${host.includes(':') ? `[${host}]` : host}:${environment.SERVER_PORT}`;
}

const timeoutMs = 2_000;

/**
 * Asks the API of this machine, whatever its certificate: that is for the name that clients use.
 *
 * @returns undefined where nothing answers in time
 */
export function askApi(
  url: string,
  signal: AbortSignal,
): Promise<{ status: number | undefined; headers: IncomingHttpHeaders } | undefined> {
  return new Promise((resolve) => {
    const options = { timeout: timeoutMs, signal, rejectUnauthorized: false, agent: false };
    const request = url.startsWith('https:') ? requestHttps : requestHttp;
    const call = request(url, options, (response) => {
      response.resume();
      resolve({ status: response.statusCode, headers: response.headers });
    });
    call.on('timeout', () => call.destroy());
    call.on('error', () => resolve(undefined));
    call.end();
  });
}
