import { InvalidArgumentError } from 'commander';

/** What both commands take. */
export interface DirectusOptions {
  dir?: string;
  host: string;
  port: number;
}

/**
 * Reads `--port`.
 *
 * @throws InvalidArgumentError
 */
export function parsePort(given: string): number {
  const port = Number(given);
  if (/^\d{1,5}$/.test(given) && port >= 1 && port <= 65_535) return port;
  throw new InvalidArgumentError('It must be a port from 1 to 65535.');
}
