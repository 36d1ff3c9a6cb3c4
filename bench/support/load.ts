import autocannon from 'autocannon';

/** What one stretch of load showed. */
export interface LoadResult {
  requestsPerSecond: number;
  /** Median latency in milliseconds. */
  p50Ms: number;
}

/**
 * Loads one address, each connection going through the tokens in turn, and fails where any answer isn't 2xx:
 * a refusal is cheaper than a check and would flatter whoever refuses.
 */
export async function load(options: {
  url: string;
  tokens: readonly string[];
  connections: number;
  seconds: number;
}): Promise<LoadResult> {
  const result = await autocannon({
    url: options.url,
    connections: options.connections,
    duration: options.seconds,
    requests: options.tokens.map((token) => ({ headers: { authorization: `Bearer ${token}` } })),
  });
  if (result.non2xx > 0 || result.errors > 0) {
    throw new Error(
      `${options.url}: ${result.non2xx} answers were not 2xx, ${result.errors} failed`,
    );
  }
  return { requestsPerSecond: result['2xx'] / result.duration, p50Ms: result.latency.p50 };
}
