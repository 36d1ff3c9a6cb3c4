import { GenieError } from '@genie-helper/client';

const longestPauseMs = 5_000;
const attempts = 3;

/**
 * Calls again where the API asks for patience (429, 503), if it's for a short while. Whoever is told to come back in a
 * minute should do something else meanwhile.
 *
 * @param call may be done twice: after a 503 it may have been done although the answer says nothing of it
 * @param onPause is told what the API said, and the seconds until the next attempt
 * @throws whatever the call throws otherwise, or at the third time
 */
export async function patiently<T>(
  call: () => Promise<T>,
  onPause: (refusal: GenieError, seconds: number) => void,
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await call();
    } catch (error) {
      const pauseMs = pauseAfter(error);
      if (pauseMs === undefined || attempt === attempts) throw error;
      onPause(error as GenieError, Math.ceil(pauseMs / 1000));
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
  }
}

function pauseAfter(error: unknown): number | undefined {
  if (!(error instanceof GenieError) || ![429, 503].includes(error.status ?? 0)) return undefined;
  const { retryAfterMs } = error;
  return retryAfterMs !== undefined && retryAfterMs <= longestPauseMs ? retryAfterMs : undefined;
}
