/**
 * Whether this code may work on the data that Directus has.
 *
 * Guarantees: where the data is newer, the process that starts refuses to, and one that couldn't ask then isn't ready until
 * it has been told that it may, and begins no work of its own before. A process that runs goes on: while machines are upgraded one by one it serves beside newer
 * ones.
 */
import { type DirectusClient, isRecord } from '@genie-helper/directus-client';
import { type DataVersion, dataVersionPath, whyTooOld } from '@genie-helper/guard-protocol';
import { directusUnavailable } from '../http/errors.ts';

export interface DataVersionCheck {
  /** Asks once more, unless it may already. @returns why it may not, for the operator; undefined where it may */
  ask(): Promise<string | undefined>;
  /** @throws AppError `directus.unavailable` unless it may */
  assertMayWork(): Promise<void>;
  /**
   * Begins work once it may: at once where that is known already, else when Directus has said so.
   *
   * @param onRefused told once, for the operator, why it must not
   * @returns what ends the waiting
   */
  startOnceAllowed(start: () => void, onRefused: (problem: string) => void): () => void;
}

/** How often Directus is asked while it can't say, in milliseconds. */
const askEveryMs = 1_000;

/** @param secret opens the guard's routes; unset: nobody is asked */
export function createDataVersionCheck(
  client: Pick<DirectusClient, 'call'>,
  secret: string | undefined,
  everyMs = askEveryMs,
): DataVersionCheck {
  let isKnownToWork = false;

  async function ask(): Promise<string | undefined> {
    if (isKnownToWork || secret === undefined) return undefined;
    const answer = await client.call({
      ...{ method: 'POST', path: dataVersionPath, body: {}, sharedSecret: secret },
      isRepeatable: true,
    });
    const found = answer.ok ? answer.data : undefined;
    // An older guard has no such route, and a Directus that doesn't know the secret tells us nothing.
    const isSilent = !answer.ok && [401, 403, 404].includes(answer.status);
    if (!isSilent && !isDataVersion(found)) {
      throw directusUnavailable(`data version: ${answer.status}`);
    }
    const problem = isDataVersion(found) ? whyTooOld(found) : undefined;
    isKnownToWork = problem === undefined;
    return problem;
  }

  return {
    ask,
    async assertMayWork() {
      const problem = await ask();
      if (problem !== undefined) throw directusUnavailable(problem);
    },
    startOnceAllowed(start, onRefused) {
      let timer: NodeJS.Timeout | undefined;
      let isClosed = false;
      let isTold = false;
      async function look(): Promise<void> {
        // Who can't be asked now can be later; readiness says so meanwhile.
        const problem = await ask().catch(() => null);
        if (isClosed) return;
        if (problem === undefined) return start();
        if (problem !== null && !isTold) {
          isTold = true;
          onRefused(problem);
        }
        timer = setTimeout(() => void look(), everyMs).unref();
      }
      if (isKnownToWork || secret === undefined) start();
      else void look();
      return () => {
        isClosed = true;
        clearTimeout(timer);
      };
    },
  };
}

function isDataVersion(value: unknown): value is DataVersion {
  return (
    isRecord(value) && Number.isSafeInteger(value.version) && typeof value.product === 'string'
  );
}
