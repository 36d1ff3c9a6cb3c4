import { resolve } from 'node:path';
import { apiNodeFlags } from '../../../apps/cli/src/commands/up/api-process.ts';
import { freePort } from '../../../test/support/free-port.ts';
import type { TestDirectus } from '../../../test/support/start-directus.ts';
import { type BenchProcess, startProcess } from '../../support/start-process.ts';

/** What the API and Directus share in a bench. */
export const introspectionSecret = 'bench-only-introspection-secret-6f2b9d';

/** Starts the plain design before a Directus. */
export async function startPlain(directus: TestDirectus): Promise<BenchProcess> {
  return startProcess(fileOf('plain'), await freePort(), { DIRECTUS_URL: directus.url });
}

/** Starts this server before a Directus; `none` checks nothing. */
export async function startOurs(
  directus: TestDirectus,
  mode: 'users-me' | 'introspect' | 'none',
): Promise<BenchProcess> {
  const variables = {
    DIRECTUS_URL: directus.url,
    TOKEN_VALIDATION: mode,
    INTROSPECTION_SECRET: introspectionSecret,
  };
  return startProcess(fileOf('ours'), await freePort(), variables, apiNodeFlags);
}

function fileOf(name: string): string {
  return resolve(import.meta.dirname, `${name}.ts`);
}
