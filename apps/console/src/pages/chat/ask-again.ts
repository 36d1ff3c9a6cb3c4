import { GenieApiError, GenieError } from '@genie-helper/client';

/** Whether the same message may fare better another time: not where it is the message that was refused. */
export function mayAskAgain(error: unknown): boolean {
  if (!(error instanceof GenieApiError)) return true;
  const { status = 500 } = error;
  return status >= 500 || status === 408 || status === 429;
}

/** How many seconds the server asks to wait; 0 where it doesn't say. */
export function waitBeforeAsking(error: unknown): number {
  const ms = error instanceof GenieError ? (error.retryAfterMs ?? 0) : 0;
  return Math.ceil(Math.max(0, ms) / 1_000);
}
