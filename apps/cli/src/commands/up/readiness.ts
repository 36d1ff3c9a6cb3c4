import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { setTimeout as delay } from 'node:timers/promises';
import { UpError } from '../../installation/cli-error.ts';
import type { Child } from './children.ts';

const pollMs = 50;
const requestTimeoutMs = 2_000;
const deadlineMs = 30_000;

/**
 * Waits until the API says that it can serve.
 *
 * @param baseUrl where it listens, without a slash at the end
 * @throws UpError `up.api_failed` if it ends, or isn't ready in time
 * @throws the signal's reason if `signal` is aborted
 */
export async function untilReady(
  api: Child,
  baseUrl: string,
  logPath: string,
  signal: AbortSignal,
): Promise<void> {
  const stopWaiting = new AbortController();
  const waiting = AbortSignal.any([stopWaiting.signal, signal]);
  try {
    await Promise.race([
      poll(`${baseUrl}/readyz`, waiting),
      api.exited.then(() => Promise.reject(ended(api, logPath))),
      delay(deadlineMs, undefined, { signal: waiting }).then(() =>
        Promise.reject(tooLate(logPath)),
      ),
    ]);
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  } finally {
    stopWaiting.abort();
  }
}

async function poll(url: string, signal: AbortSignal): Promise<void> {
  while ((await statusOf(url)) !== 200) await delay(pollMs, undefined, { signal });
}

function statusOf(url: string): Promise<number | undefined> {
  return new Promise((resolve) => {
    // Our own process on this machine; its certificate is for the name that clients use.
    const options = { timeout: requestTimeoutMs, rejectUnauthorized: false, agent: false };
    const request = url.startsWith('https:') ? requestHttps : requestHttp;
    const call = request(url, options, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    });
    call.on('timeout', () => call.destroy());
    call.on('error', () => resolve(undefined));
    call.end();
  });
}

function ended(api: Child, logPath: string): UpError {
  const lines = api.lastLines();
  return lines.length > 0
    ? new UpError('up.api_failed', ['The API did not start:'], lines)
    : new UpError('up.api_failed', [`The API did not start. Its log: ${logPath}`]);
}

function tooLate(logPath: string): UpError {
  const sentence = `The API was not ready within ${deadlineMs / 1000} seconds. Its log: ${logPath}`;
  return new UpError('up.api_failed', [sentence]);
}
