/**
 * Who uses the console. The server decides: it is asked at load, when other tabs say that something has changed, and
 * before the session would run out. Only its word ends a session here; that it can't be reached ends none.
 */
import type { CookieClient, CookieSession, User } from '@genie-helper/client';

/** What it works with. */
export interface SessionStoreDeps {
  genie: Pick<CookieClient, 'session' | 'signIn' | 'signOut' | 'onSignedOut'>;
  channel: SessionChannel;
  /** Forgets what belongs to anybody but this user; `null`: to anybody. */
  forgetOthers: (userId: string | null) => void;
  now?: () => number;
  random?: () => number;
  /** Calls back once, later; a second call takes the place of the first. */
  schedule?: (callback: () => void, ms: number) => void;
}

/** The session, as React and the router see it. */
export type SessionStore = ReturnType<typeof createSessionStore>;

const longestRetryMs = 5_000;
const shortestRetryMs = 1_000;

export function createSessionStore(deps: SessionStoreDeps) {
  const { genie, channel, forgetOthers, now = Date.now, random = Math.random } = deps;
  const schedule = deps.schedule ?? createTimer();
  const listeners = new Set<() => void>();
  let state: SessionState = { status: 'loading' };
  let expiresAtMs = 0;
  let dueAtMs = Number.POSITIVE_INFINITY;
  /** Counts what was decided here; an answer to a question from before that says nothing any more. */
  let decisions = 0;
  let checking: Promise<void> | undefined;
  let isSigningOut = false;

  function become(next: SessionState): void {
    state = next;
    for (const listener of listeners) listener();
  }

  function checkAfter(ms: number): void {
    dueAtMs = now() + ms;
    schedule(wake, ms);
  }

  /** Timers may fire early, by the part of a millisecond that browsers leave out or by a clock that was set back. */
  function wake(): void {
    if (now() >= dueAtMs) void check();
    else if (Number.isFinite(dueAtMs)) schedule(wake, Math.ceil(dueAtMs - now()) + 1);
  }

  function expect(expiresAt: string): void {
    expiresAtMs = Date.parse(expiresAt);
    checkAfter(waitBeforeRenewal(expiresAtMs - now(), random()));
  }

  function enter({ user, expiresAt }: CookieSession): void {
    decisions += 1;
    forgetOthers(user.id);
    become({ status: 'signed-in', user, isConfirmed: true });
    expect(expiresAt);
  }

  function leave(reason: SignedOutReason): void {
    decisions += 1;
    dueAtMs = Number.POSITIVE_INFINITY;
    if (reason === 'signed-out') forgetOthers(null);
    if (state.status !== 'signed-out') become({ status: 'signed-out', reason });
  }

  async function ask(): Promise<void> {
    const asked = decisions;
    try {
      const session = await genie.session();
      if (asked !== decisions) return;
      if (session === null) {
        if (state.status === 'loading' || state.status === 'unreachable') return assumeNobody();
        return leave(state.status === 'signed-in' ? 'ended' : 'nobody');
      }
      enter(session);
      channel.tell({ kind: 'renewed', userId: session.user.id, expiresAt: session.expiresAt });
    } catch (error) {
      if (asked !== decisions) return;
      if (state.status === 'signed-in') become({ ...state, isConfirmed: false });
      else become({ status: 'unreachable', error });
      const leftMs = expiresAtMs - now();
      checkAfter(Math.min(longestRetryMs, Math.max(shortestRetryMs, leftMs / 4)));
    }
  }

  /** Takes it that nobody is signed in, where the page itself came with that word. */
  function assumeNobody(): void {
    leave('nobody');
    // A tab that still shows somebody has reason to ask.
    channel.tell({ kind: 'ended' });
  }

  function check(): Promise<void> {
    checking ??= ask().finally(() => {
      checking = undefined;
    });
    return checking;
  }

  /** For news: an answer that is on its way may be older than they are. */
  async function checkAnew(): Promise<void> {
    await checking;
    await check();
  }

  /** Asks if it's time to; for moments at which a timer may be late, as after sleep. */
  function checkIfDue(): void {
    if (now() >= dueAtMs) void check();
  }

  function hear(message: SessionMessage): void {
    if (message.kind === 'signed-out') leave('signed-out');
    else if (message.kind === 'ended') {
      if (state.status !== 'signed-out') void checkAnew();
    } else if (state.status === 'signed-in' && state.user.id !== message.userId) {
      hide(message.userId);
      void checkAnew();
    } else if (message.kind === 'signed-in') {
      // An answer that is on its way may tell of who was here before.
      decisions += 1;
      void checkAnew();
    } else if (state.status === 'signed-in') expect(message.expiresAt);
  }

  /** Shows nobody until the server has said who is here: the cookie is no longer that of who was shown. */
  function hide(newUserId: string): void {
    decisions += 1;
    dueAtMs = Number.POSITIVE_INFINITY;
    forgetOthers(newUserId);
    become({ status: 'loading' });
  }

  channel.listen(hear);
  genie.onSignedOut((reason) => {
    if (state.status !== 'signed-in') return;
    const isOwnDoing = reason === 'signed-out' || isSigningOut;
    leave(isOwnDoing ? 'signed-out' : 'ended');
    if (!isOwnDoing) channel.tell({ kind: 'ended' });
  });

  return {
    state: (): SessionState => state,
    subscribe(listener: () => void): () => void {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    assumeNobody,
    /** Asks the server who is signed in now. */
    check: checkAnew,
    checkIfDue,
    /** @throws GenieError as the client's `signIn` */
    async signIn(email: string, password: string, otp?: string): Promise<void> {
      const signedIn = await genie.signIn(email, password, { otp });
      enter(signedIn);
      channel.tell({ kind: 'signed-in', userId: signedIn.user.id });
    },
    /** @throws GenieError where it can't be ended now: it lives on */
    async signOut(): Promise<void> {
      isSigningOut = true;
      try {
        await genie.signOut();
        leave('signed-out');
        channel.tell({ kind: 'signed-out' });
      } finally {
        isSigningOut = false;
      }
    },
  };
}

function createTimer(): NonNullable<SessionStoreDeps['schedule']> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  return (callback, ms) => {
    clearTimeout(timer);
    timer = setTimeout(callback, ms);
  };
}

/** Why nobody is signed in: nobody was, the session ended without this browser's doing, or somebody signed out. */
type SignedOutReason = 'nobody' | 'ended' | 'signed-out';

/** Who uses the console, as far as is known. */
export type SessionState =
  | { status: 'loading' }
  /** The server couldn't say yet. */
  | { status: 'unreachable'; error: unknown }
  /** `isConfirmed`: false while the server can't be asked whether it is still so. */
  | { status: 'signed-in'; user: User; isConfirmed: boolean }
  | { status: 'signed-out'; reason: SignedOutReason };

/** What tabs tell each other of the session they share. No token: no tab has one. */
export type SessionMessage =
  | { kind: 'signed-in'; userId: string }
  | { kind: 'signed-out' }
  | { kind: 'ended' }
  | { kind: 'renewed'; userId: string; expiresAt: string };

/** A line to the other tabs of this browser. */
export interface SessionChannel {
  tell(message: SessionMessage): void;
  listen(listener: (message: SessionMessage) => void): void;
}

export function openSessionChannel(): SessionChannel {
  const channel = new BroadcastChannel('genie-session');
  return {
    tell: (message) => channel.postMessage(message),
    listen(listener) {
      channel.addEventListener('message', (event: MessageEvent<SessionMessage>) =>
        listener(event.data),
      );
    },
  };
}

/** However long a session lasts, its end by somebody else is noticed within this time, in milliseconds. */
const longestWaitMs = 5 * 60_000;
const shortestWaitMs = 1_000;

/**
 * When to ask for the session again, in milliseconds from now. The server renews a session that is used in the second
 * half of its life. What is left of it now is at most the whole, so a moment with less than half of that left lies in
 * the second half, whenever the session began. Tabs are spread by chance: the first one to ask spares the others.
 *
 * @param random from 0 to 1
 */
export function waitBeforeRenewal(leftMs: number, random: number): number {
  const share = 0.55 + 0.1 * random;
  return Math.min(Math.max(leftMs * share, shortestWaitMs), longestWaitMs);
}
