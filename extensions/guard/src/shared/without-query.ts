import { describeOutage } from '../outages/describe-outage.ts';

/**
 * An error as the log may have it: what failed and where. The message of a query's error is the query with its values, such
 * as the hash of a password or of a token, an address, or what somebody wrote.
 */
export function withoutQuery(error: unknown): Error {
  const { code, name = typeof error, stack = '' } = Object(error) as Partial<NodeJS.ErrnoException>;
  const isQuery = typeof code === 'string' || / - /.test(String(Object(error).message));
  if (error instanceof Error && !isQuery) return error;
  const told = new Error(describeOutage(error) ?? String(code ?? name));
  const frames = stack.split('\n').filter((line) => line.startsWith('    at '));
  told.stack = [`${name}: ${told.message}`, ...frames].join('\n');
  return told;
}
