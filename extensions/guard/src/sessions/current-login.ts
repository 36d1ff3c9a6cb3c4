import { AsyncLocalStorage } from 'node:async_hooks';

const logins = new AsyncLocalStorage<string>();

/** Runs a login or refresh so that the tokens it signs carry this `sid`. */
export function runForLogin<Result>(sid: string, work: () => Promise<Result>): Promise<Result> {
  return logins.run(sid, work);
}

/** The `sid` of the login or refresh that the current work belongs to, if any. */
export function currentSid(): string | undefined {
  return logins.getStore();
}
