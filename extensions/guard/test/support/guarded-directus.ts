import { field } from '../../../../test/support/directus-client.ts';
import { startTestDirectus, type TestDirectus } from '../../../../test/support/start-directus.ts';
import { type Caller, createCaller } from './caller.ts';
import { introspectionSecret } from './introspection-secret.ts';

export { introspectionSecret };

export const guardVariables = {
  GENIE_INTROSPECTION_SECRET: `string:${introspectionSecret}`,
  WEBSOCKETS_ENABLED: 'true',
  // Tests fail logins on purpose, all from one address.
  LOGIN_LIMIT_ACCOUNT_FAILURES: '100000',
  LOGIN_LIMIT_ADDRESS_FAILURES: '100000',
} as const;

export type GuardedDirectus = TestDirectus & Caller & { lines: string[] };

/** A real Directus with the guard, WebSockets and a collection that Pro users may read. */
export async function startGuardedDirectus(
  env: Record<string, string> = {},
): Promise<GuardedDirectus> {
  const lines: string[] = [];
  const directus = await startTestDirectus({
    env: { ...guardVariables, ...env },
    onLine: (line) => lines.push(line),
  });
  const caller = createCaller(directus.url, directus.adminToken);
  await caller.makeNotes();
  // By its getters, since `process` changes with a restart.
  return Object.defineProperties(
    { ...caller, lines },
    Object.getOwnPropertyDescriptors(directus),
  ) as GuardedDirectus;
}

/** The whole numbers of log lines that hold `text`. */
export function countLines(lines: readonly string[], text: string): number {
  return lines.filter((line) => line.includes(text)).length;
}

export function textField(value: unknown, name: string): string {
  const text = field(value, name);
  if (typeof text !== 'string') throw new Error(`no text in ${name}: ${JSON.stringify(value)}`);
  return text;
}
