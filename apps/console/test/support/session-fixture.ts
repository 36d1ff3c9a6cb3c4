import { type CookieSession, GenieUnavailableError } from '@genie-helper/client';
import {
  createSessionStore,
  type SessionChannel,
  type SessionMessage,
  type SessionStore,
} from '../../src/session/session-store.ts';

export const lifetimeMs = 20_000;
export const mara = userNamed('mara');
export const dana = userNamed('dana');
export const unavailable = new GenieUnavailableError('Try again.', {
  code: 'directus.unavailable',
});

function userNamed(id: string): CookieSession['user'] {
  return {
    id,
    email: `${id}@example.com`,
    firstName: id,
    role: 'Pro',
    isAdmin: false,
    subscriptionTier: 'pro',
  };
}

/** A server with one session, and tabs that share it; time moves only when told to. */
export function createSessionFixture() {
  const timers = new Map<object, { atMs: number; callback: () => void }>();
  const tabs: { hear: (message: SessionMessage) => void }[] = [];
  const session = {
    nowMs: 1_000_000,
    user: undefined as CookieSession['user'] | undefined,
    issuedAtMs: 0,
    isDown: false,
    /** Which part of its time a timer waits. */
    timerFactor: 1,
    requests: [] as string[],
    refused: 0,
    /** Questions wait until this resolves. */
    hold: undefined as Promise<void> | undefined,
    begin(user: CookieSession['user']) {
      session.user = user;
      session.issuedAtMs = session.nowMs;
    },
    answer(): CookieSession {
      if (session.user === undefined) throw new Error('nobody is signed in');
      const expiresAt = new Date(session.issuedAtMs + lifetimeMs).toISOString();
      return { user: session.user, expiresAt };
    },
    openTab() {
      const key = {};
      const forgotten: (string | null)[] = [];
      let signOutListener: (reason: 'signed-out' | 'ended') => void = () => {};
      let self: (typeof tabs)[number] | undefined;
      const channel: SessionChannel = {
        tell(message) {
          for (const tab of tabs) if (tab !== self) tab.hear(structuredClone(message));
        },
        listen(hear) {
          self = { hear };
          tabs.push(self);
        },
      };
      const store = createSessionStore({
        channel,
        now: () => session.nowMs,
        random: () => tabs.length / 10,
        // Browsers leave out the part of a millisecond, and a clock that is set back makes any timer early.
        schedule: (callback, ms) =>
          timers.set(key, { atMs: session.nowMs + Math.trunc(ms * session.timerFactor), callback }),
        forgetOthers: (userId) => forgotten.push(userId),
        genie: {
          async session() {
            session.requests.push('GET');
            const user = session.user;
            await session.hold;
            if (session.isDown) throw unavailable;
            const hasExpired = session.nowMs >= session.issuedAtMs + lifetimeMs;
            if (user === undefined || hasExpired) {
              session.refused += 1;
              return null;
            }
            if (session.nowMs >= session.issuedAtMs + lifetimeMs / 2)
              session.issuedAtMs = session.nowMs;
            return { ...session.answer(), user };
          },
          async signIn(email) {
            session.begin(email === mara.email ? mara : dana);
            return session.answer();
          },
          async signOut() {
            if (session.isDown) throw unavailable;
            session.user = undefined;
          },
          onSignedOut(listener) {
            signOutListener = listener as typeof signOutListener;
            return () => {};
          },
        },
      });
      return { store, forgotten, refuse: () => signOutListener('ended') };
    },
    async advance(ms: number) {
      const end = session.nowMs + ms;
      for (;;) {
        const due = [...timers].filter(([, { atMs }]) => atMs <= end);
        const [next] = due.sort(([, one], [, other]) => one.atMs - other.atMs);
        if (next === undefined) break;
        const [key, { atMs, callback }] = next;
        timers.delete(key);
        session.nowMs = Math.max(session.nowMs, atMs);
        callback();
        await settle();
      }
      session.nowMs = end;
    },
    /** Time passes, and no timer runs: the machine sleeps. */
    sleep(ms: number) {
      session.nowMs += ms;
    },
  };
  return session;
}

export async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
}

export function statusOf(store: SessionStore): string {
  const state = store.state();
  return state.status === 'signed-out' ? `signed-out: ${state.reason}` : state.status;
}
