import { get as getHttp } from 'node:http';
import { get as getHttps } from 'node:https';
import { ask } from './ask.ts';

const timeoutMs = 2_000;

/** Whether what answers at this address of this machine behaves like our API. */
export function isOurApi(url: string): Promise<boolean> {
  return new Promise((resolve) => {
    // A certificate is for the name that clients use, not for the loopback address.
    const options = { timeout: timeoutMs, rejectUnauthorized: false, agent: false };
    const get = url.startsWith('https:') ? getHttps : getHttp;
    const call = get(`${url}/healthz`, options, (answer) => {
      answer.resume();
      const { 'x-request-id': requestId, 'cache-control': cacheControl } = answer.headers;
      resolve(answer.statusCode === 200 && requestId !== undefined && cacheControl === 'no-store');
    });
    call.on('timeout', () => call.destroy());
    call.on('error', () => resolve(false));
  });
}

/** Whether a Directus answers at this address. */
export async function isOurDirectus(url: string, signal: AbortSignal): Promise<boolean> {
  const answer = await ask(`${url}/server/ping`, { signal });
  return answer.status === 200 && answer.text === 'pong';
}
