import type { GenieClient } from '../genie-client.ts';
import { startDeadline, untilAborted } from '../http/deadline.ts';
import type { DirectusAuth } from '../session/directus-auth.ts';
import type { Session } from '../session/session.ts';
import type { CallOptions } from './api-call.ts';

/** Directus takes half a second for a login, and more when many log in. */
const standardTimeoutMs = 30_000;

/** Signing in and out. Nothing is repeated: a login counts against guessing each time. */
export function sessionCalls(deps: {
  auth: Pick<DirectusAuth, 'login'>;
  session: Pick<Session, 'begin' | 'end' | 'forget' | 'isSignedIn'>;
}): Pick<GenieClient, 'login' | 'logout' | 'forget' | 'isSignedIn'> {
  const { auth, session } = deps;
  return {
    async login(email, password, { otp, ...options } = {}) {
      const tokens = await inTime(options, (signal) =>
        auth.login({ email, password, otp }, signal),
      );
      await session.begin(tokens);
    },
    logout: (options = {}) =>
      inTime(options, (signal) => untilAborted(session.end(signal), signal)),
    forget: session.forget,
    isSignedIn: session.isSignedIn,
  };
}

async function inTime<T>(
  { signal, timeoutMs = standardTimeoutMs }: CallOptions,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const deadline = startDeadline(timeoutMs, signal);
  try {
    return await work(deadline.signal);
  } finally {
    deadline.end();
  }
}
