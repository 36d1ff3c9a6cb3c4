/**
 * Tells the guard of sessions' tokens that were refused: one that comes again after its replacement was copied.
 *
 * Guarantees: nothing is told of a text that can't be a session's token; at most eight are told of at a time, and more
 * are left out, so that a flood of them costs nobody anything. Whatever comes of it, the refusal stays one.
 */
import { type DirectusClient, isRecord } from '@genie-helper/directus-client';
import { loginPaths, type StaleSessionRequest } from '@genie-helper/guard-protocol';
import type { RefusalReason } from './refusal-reasons.ts';
import { readSessionTimes } from './tokens.ts';

const mostAtOnce = 8;

/** With these a session may go on with another token. Directus itself, asked through `/users/me`, says no more. */
const telling = new Set<RefusalReason>(['session_replaced', 'expired', 'refused_by_directus']);

export type StaleSessions = ReturnType<typeof createStaleSessions>;

/** @param deps `secret` opens the guard's route; without it nothing is told */
export function createStaleSessions(deps: {
  client: Pick<DirectusClient, 'call'>;
  secret: string | undefined;
  log: { warn(details: object, message: string): void };
}) {
  const { client, secret: sharedSecret, log } = deps;
  let underWay = 0;

  async function tell(body: StaleSessionRequest): Promise<boolean> {
    if (sharedSecret === undefined || underWay >= mostAtOnce) return false;
    if (readSessionTimes(body.token) === undefined) return false;
    underWay += 1;
    try {
      const call = { method: 'POST', path: loginPaths.stale, isRepeatable: true } as const;
      const answer = await client.call({ ...call, sharedSecret, body });
      return answer.ok && isRecord(answer.data) && answer.data.ended === true;
    } catch (error) {
      log.warn({ err: error }, 'a stale session could not be told');
      return false;
    } finally {
      underWay -= 1;
    }
  }

  return {
    /** @returns whether its login has ended, since the token was used again after its replacement */
    wasRefused: async (token: string, reason: RefusalReason) =>
      telling.has(reason) && (await tell({ token, isSignIn: false })),
    /** Of a browser that has just signed in anew, with this in its cookie. */
    wasLeftBehind: async (token: string) => {
      await tell({ token, isSignIn: true });
    },
  };
}
