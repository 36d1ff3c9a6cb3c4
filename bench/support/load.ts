import autocannon from 'autocannon';
import { quantile } from './statistics.ts';

/** One request of a load; the address comes from the target. */
export interface LoadRequest {
  method?: 'GET' | 'POST';
  path?: string;
  headers: Record<string, string>;
  body?: string;
}

/** What one stretch of load showed. Rate and latencies (milliseconds) are of answers that are 2xx. */
export interface LoadResult {
  requestsPerSecond: number;
  p50Ms: number;
  p99Ms: number;
  /** The share of answers that were 503, in percent: an overload, said as one. */
  refusedPercent: number;
}

export interface LoadOptions {
  url: string;
  requests: readonly LoadRequest[];
  connections: number;
  /** How many requests to send, all of which are waited for. Without it: for `seconds`. */
  amount?: number;
  seconds: number;
}

/**
 * Loads one address. Any answer but 2xx and 503 is an error: a refusal is cheaper than a check and would flatter
 * whoever refuses. The connections share the requests out among themselves, so that no two send the same one at
 * a time unless there are fewer requests than connections.
 *
 * @throws Error where a request failed or was answered otherwise
 */
export async function load(options: LoadOptions): Promise<LoadResult> {
  const { url, connections, amount, seconds } = options;
  const times: number[] = [];
  const unexpected = new Set<number>();
  let refused = 0;
  let next = 0;
  let start = 0;
  let end = 0;
  await run(
    {
      url,
      connections,
      ...(amount === undefined ? { duration: seconds } : { amount }),
      // How soon the end is noticed.
      sampleInt: 50,
      timeout: 60,
      setupClient: (client) => {
        client.setRequests(shareOf(options.requests, next, connections));
        next += 1;
        // Writing thousands of requests takes a while, and is no part of it.
        start = performance.now();
      },
    },
    (status, milliseconds) => {
      if (status === 503) refused += 1;
      else if (status >= 200 && status < 300) times.push(milliseconds);
      else unexpected.add(status);
      end = performance.now();
    },
  );
  if (unexpected.size > 0) throw new Error(`${url} answered ${[...unexpected].join(', ')}`);
  return {
    requestsPerSecond: (times.length / (end - start)) * 1_000,
    p50Ms: quantile(times, 0.5),
    p99Ms: quantile(times, 0.99),
    refusedPercent: (refused / (refused + times.length)) * 100,
  };
}

async function run(
  options: autocannon.Options,
  onResponse: (status: number, milliseconds: number) => void,
): Promise<void> {
  const result = await new Promise<autocannon.Result>((resolve, reject) => {
    autocannon(options, (error, ended) => (error ? reject(error) : resolve(ended))).on(
      'response',
      (_client, status, _bytes, milliseconds) => onResponse(status, milliseconds),
    );
  });
  if (result.errors > 0) throw new Error(`${options.url}: ${result.errors} requests failed`);
}

/** The n-th connection's requests: every so many-th, or one of few. */
function shareOf(requests: readonly LoadRequest[], index: number, connections: number) {
  const own =
    requests.length > connections
      ? requests.filter((_, at) => at % connections === index)
      : requests.slice(index % requests.length).slice(0, 1);
  // Autocannon writes into them.
  return own.map((request) => ({ ...request }));
}
