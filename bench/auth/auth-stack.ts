import { resolve } from 'node:path';
import { apiNodeFlags } from '../../apps/cli/src/commands/up/api-process.ts';
import type { TestDirectus } from '../../test/support/start-directus.ts';
import type { LoadRequest } from '../support/load.ts';
import { accessTokens, startFilledDirectus } from '../support/made-sessions.ts';
import { type BenchProcess, startProcess, startTogether } from '../support/start-process.ts';
import { startStockDirectus } from '../support/stock-directus.ts';

/** Everyone who is compared, with as many users logged in as there are. */
export type AuthStack = Awaited<ReturnType<typeof startAuthStack>>;

/** Starts two Directus processes, a stock one and one with our extensions, and what stands before them. */
export function startAuthStack() {
  return startTogether(async (keep) => {
    const stock = await keep(startStockDirectus());
    const guarded = await keep(startFilledDirectus(introspectionSecret));
    const gateway = async (name: string, start: Promise<BenchProcess>, behind?: TestDirectus) => {
      const { url, pid } = await keep(start);
      return { name, url: `${url}/whoami`, pid, behind: behind ? [behind.process.pid] : [] };
    };
    const direct = ({ url, process }: TestDirectus) => ({
      url: `${url}/users/me?fields=id,email,first_name`,
      pid: process.pid,
    });
    return {
      /** The plain design, both validators, and no check. */
      gateways: [
        await gateway('plain design', startGateway('plain', { DIRECTUS_URL: stock.url }), stock),
        await gateway('users-me', startOurs(guarded, 'users-me'), guarded),
        await gateway('introspect', startOurs(guarded, 'introspect'), guarded),
        await gateway('no check', startOurs(guarded, 'none')),
      ],
      /** `/users/me` at Directus itself, without the guard and with it. */
      directuses: [
        { name: 'Directus, stock', ...direct(stock) },
        { name: 'Directus, guarded', ...direct(guarded) },
      ],
      /** So many requests, each with a token of another user. */
      requests: (tokens: number) => requestsWith(accessTokens(guarded.settings.secret, tokens)),
    };
  });
}

/** A request for each of the tokens. */
export function requestsWith(tokens: readonly string[]): LoadRequest[] {
  return tokens.map((token) => ({ headers: { authorization: `Bearer ${token}` } }));
}

/** What the API and Directus share in a bench. */
export const introspectionSecret = 'bench-only-introspection-secret-6f2b9d';

/** Starts this server before a Directus; `none` checks nothing. */
export function startOurs(directus: TestDirectus, mode: 'users-me' | 'introspect' | 'none') {
  const variables = {
    DIRECTUS_URL: directus.url,
    TOKEN_VALIDATION: mode,
    INTROSPECTION_SECRET: introspectionSecret,
  };
  return startGateway('ours', variables, apiNodeFlags);
}

function startGateway(
  name: 'plain' | 'ours',
  variables: Record<string, string>,
  nodeFlags: readonly string[] = [],
): Promise<BenchProcess> {
  const file = resolve(import.meta.dirname, `gateways/${name}.ts`);
  return startProcess(file, variables, nodeFlags);
}
