import { genieCalls } from './calls/genie-calls.ts';
import { openAsUser } from './calls/open-as-user.ts';
import { sessionCalls } from './calls/session-calls.ts';
import type { GenieClient } from './genie-client.ts';
import { toBaseUrl } from './http/base-url.ts';
import type { Fetch } from './http/exchange.ts';
import { createSender } from './http/send-request.ts';
import type { Clock } from './http/time.ts';
import { createDirectusAuth } from './session/directus-auth.ts';
import { createKeptTokens } from './session/kept-tokens.ts';
import { createSession } from './session/session.ts';
import { createSignOuts } from './session/sign-outs.ts';
import { createTurns } from './session/take-turns.ts';
import { createMemoryStorage, type TokenStorage } from './session/token-storage.ts';

/** What a client is made of. */
export interface Assembly {
  /** The API, without `/api`: `https://genie.example`; in a browser also a path of the page's own server, or ''. */
  apiUrl: string;
  /** Directus, where people sign in. */
  directusUrl: string;
  /** Where tokens are kept; in memory where left out. */
  storage?: TokenStorage | undefined;
  /** The platform's own where left out. */
  fetch?: Fetch | undefined;
  clock: Clock;
}

export function assembleClient(assembly: Assembly): GenieClient {
  const { storage, clock } = assembly;
  const apiUrl = toBaseUrl(assembly.apiUrl, 'apiUrl');
  const directusUrl = toBaseUrl(assembly.directusUrl, 'directusUrl');
  const fetch: Fetch = assembly.fetch ?? ((input, init) => globalThis.fetch(input, init));

  const auth = createDirectusAuth({ fetch, baseUrl: directusUrl, clock });
  const kept = createKeptTokens(storage ?? createMemoryStorage());
  const signOuts = createSignOuts();
  const inTurn = createTurns(storage === undefined ? undefined : `genie-helper ${directusUrl}`);
  const session = createSession({ auth, kept, clock, inTurn, signOuts });

  const send = createSender({ fetch, baseUrl: apiUrl, clock });
  const open = openAsUser(session, send);

  return Object.freeze({
    ...sessionCalls({ auth, session }),
    onSignedOut: signOuts.listen,
    ...genieCalls({ open, send, clock }),
  } satisfies GenieClient);
}
