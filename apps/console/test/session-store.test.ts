import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  type CookieSession,
  GenieSignedOutError,
  GenieUnavailableError,
} from '@genie-helper/client';
import { waitBeforeRenewal } from '../src/session/renewal-time.ts';
import type { SessionChannel, SessionMessage } from '../src/session/session-channel.ts';
import { createSessionStore, type SessionStore } from '../src/session/session-store.ts';

const lifetimeMs = 20_000;
const mara = userNamed('mara');
const dana = userNamed('dana');
const unavailable = new GenieUnavailableError('Try again.', { code: 'directus.unavailable' });

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
function createWorld() {
  const timers = new Map<object, { atMs: number; callback: () => void }>();
  const tabs: { hear: (message: SessionMessage) => void }[] = [];
  const world = {
    nowMs: 1_000_000,
    user: undefined as CookieSession['user'] | undefined,
    issuedAtMs: 0,
    isDown: false,
    requests: [] as string[],
    refused: 0,
    /** Questions wait until this resolves. */
    hold: undefined as Promise<void> | undefined,
    begin(user: CookieSession['user']) {
      world.user = user;
      world.issuedAtMs = world.nowMs;
    },
    answer(): CookieSession {
      if (world.user === undefined) throw new Error('nobody is signed in');
      const expiresAt = new Date(world.issuedAtMs + lifetimeMs).toISOString();
      return { user: world.user, expiresAt };
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
        now: () => world.nowMs,
        random: () => tabs.length / 10,
        schedule: (callback, ms) => timers.set(key, { atMs: world.nowMs + ms, callback }),
        forgetOthers: (userId) => forgotten.push(userId),
        genie: {
          async session() {
            world.requests.push('GET');
            const user = world.user;
            await world.hold;
            if (world.isDown) throw unavailable;
            const hasExpired = world.nowMs >= world.issuedAtMs + lifetimeMs;
            if (user === undefined || hasExpired) {
              world.refused += 1;
              return null;
            }
            if (world.nowMs >= world.issuedAtMs + lifetimeMs / 2) world.issuedAtMs = world.nowMs;
            return { ...world.answer(), user };
          },
          async signIn(email) {
            world.begin(email === mara.email ? mara : dana);
            return world.answer();
          },
          async signOut() {
            if (world.isDown) throw unavailable;
            world.user = undefined;
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
      const end = world.nowMs + ms;
      for (;;) {
        const due = [...timers].filter(([, { atMs }]) => atMs <= end);
        const [next] = due.sort(([, one], [, other]) => one.atMs - other.atMs);
        if (next === undefined) break;
        const [key, { atMs, callback }] = next;
        timers.delete(key);
        world.nowMs = Math.max(world.nowMs, atMs);
        callback();
        await settle();
      }
      world.nowMs = end;
    },
    /** Time passes, and no timer runs: the machine sleeps. */
    sleep(ms: number) {
      world.nowMs += ms;
    },
  };
  return world;
}

async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
}

function statusOf(store: SessionStore): string {
  const state = store.state();
  return state.status === 'signed-out' ? `signed-out: ${state.reason}` : state.status;
}

describe('at load', () => {
  test('nothing is known before the server has answered', async () => {
    const world = createWorld();
    world.begin(mara);
    const { store } = world.openTab();
    assert.equal(statusOf(store), 'loading');
    const checked = store.check();
    assert.equal(statusOf(store), 'loading');
    await checked;
    assert.deepEqual(store.state(), { status: 'signed-in', user: mara, isConfirmed: true });
  });

  test('nobody is nobody, without a word about an end', async () => {
    const { store } = createWorld().openTab();
    await store.check();
    assert.equal(statusOf(store), 'signed-out: nobody');
  });

  test('an outage is neither, and is over when the server is back', async () => {
    const world = createWorld();
    world.begin(mara);
    world.isDown = true;
    const { store } = world.openTab();
    await store.check();
    assert.equal(statusOf(store), 'unreachable');
    world.isDown = false;
    await world.advance(5_000);
    assert.equal(statusOf(store), 'signed-in');
  });
});

describe('a page left open', () => {
  test('never loses its session, nor has a request refused, with three tabs for a day', async () => {
    const world = createWorld();
    world.begin(mara);
    const tabs = [world.openTab(), world.openTab(), world.openTab()];
    for (const { store } of tabs) await store.check();
    await world.advance(24 * 3_600_000);
    for (const { store } of tabs) assert.equal(statusOf(store), 'signed-in');
    assert.equal(world.refused, 0);
  });

  test('one tab asks for all of them', async () => {
    const world = createWorld();
    world.begin(mara);
    const tabs = [world.openTab(), world.openTab(), world.openTab()];
    for (const { store } of tabs) await store.check();
    world.requests.length = 0;
    await world.advance(120_000);
    assert.ok(world.requests.length <= 12, `${world.requests.length} requests`);
  });

  test('asks at once after a sleep, and is told where that was too long', async () => {
    const world = createWorld();
    world.begin(mara);
    const { store } = world.openTab();
    await store.check();
    world.sleep(lifetimeMs - 1_000);
    store.checkIfDue();
    await settle();
    assert.equal(statusOf(store), 'signed-in');
    world.sleep(lifetimeMs + 1_000);
    store.checkIfDue();
    await settle();
    assert.equal(statusOf(store), 'signed-out: ended');
  });

  test('outlasts an outage that is shorter than what is left', async () => {
    const world = createWorld();
    world.begin(mara);
    const { store } = world.openTab();
    await store.check();
    world.isDown = true;
    await world.advance(lifetimeMs - 3_000);
    assert.deepEqual(store.state(), { status: 'signed-in', user: mara, isConfirmed: false });
    world.isDown = false;
    await world.advance(3_000);
    assert.deepEqual(store.state(), { status: 'signed-in', user: mara, isConfirmed: true });
    assert.equal(world.refused, 0);
  });

  test('asks nothing once nobody is signed in', async () => {
    const world = createWorld();
    world.begin(mara);
    const { store } = world.openTab();
    await store.check();
    await store.signOut();
    world.requests.length = 0;
    await world.advance(3_600_000);
    store.checkIfDue();
    assert.deepEqual(world.requests, []);
  });
});

describe('several tabs', () => {
  test('follow a sign-out at once, and ask nothing for it', async () => {
    const world = createWorld();
    world.begin(mara);
    const [one, other] = [world.openTab(), world.openTab()];
    for (const { store } of [one, other]) await store.check();
    world.requests.length = 0;
    await one.store.signOut();
    assert.equal(statusOf(one.store), 'signed-out: signed-out');
    assert.equal(statusOf(other.store), 'signed-out: signed-out');
    assert.deepEqual(world.requests, []);
    assert.equal(other.forgotten.at(-1), null);
  });

  test('stay signed in where a sign-out failed', async () => {
    const world = createWorld();
    world.begin(mara);
    const [one, other] = [world.openTab(), world.openTab()];
    for (const { store } of [one, other]) await store.check();
    world.isDown = true;
    await assert.rejects(one.store.signOut(), unavailable);
    for (const { store } of [one, other]) assert.equal(statusOf(store), 'signed-in');
  });

  test('follow a sign-in, also one of somebody else, whose drafts are kept apart', async () => {
    const world = createWorld();
    const [one, other] = [world.openTab(), world.openTab()];
    for (const { store } of [one, other]) await store.check();
    await one.store.signIn(mara.email, 'password');
    await settle();
    assert.equal(statusOf(other.store), 'signed-in');
    await one.store.signIn(dana.email, 'password');
    await settle();
    assert.deepEqual(other.store.state(), { status: 'signed-in', user: dana, isConfirmed: true });
    assert.deepEqual([...new Set(other.forgotten)], ['mara', 'dana']);
  });

  test('show nobody, and keep nothing, from the moment that somebody else has signed in', async () => {
    const world = createWorld();
    world.begin(mara);
    const [one, other] = [world.openTab(), world.openTab()];
    for (const { store } of [one, other]) await store.check();
    const { promise, resolve } = Promise.withResolvers<void>();
    world.hold = promise;
    await one.store.signIn(dana.email, 'password');
    assert.equal(statusOf(other.store), 'loading');
    assert.equal(other.forgotten.at(-1), 'dana');
    resolve();
    await settle();
    assert.deepEqual(other.store.state(), { status: 'signed-in', user: dana, isConfirmed: true });
  });

  test('do not fall back to the former user where the server can not say who is there', async () => {
    const world = createWorld();
    world.begin(mara);
    const [one, other] = [world.openTab(), world.openTab()];
    for (const { store } of [one, other]) await store.check();
    world.isDown = true;
    await one.store.signIn(dana.email, 'password');
    await settle();
    assert.equal(statusOf(other.store), 'unreachable');
    world.isDown = false;
    await world.advance(5_000);
    assert.deepEqual(other.store.state(), { status: 'signed-in', user: dana, isConfirmed: true });
  });

  test('notice by a renewal that the session is somebody else’s', async () => {
    const world = createWorld();
    world.begin(mara);
    const [one, other] = [world.openTab(), world.openTab()];
    await other.store.check();
    world.begin(dana);
    await one.store.check();
    assert.equal(other.forgotten.at(-1), 'dana');
    await settle();
    assert.deepEqual(other.store.state(), { status: 'signed-in', user: dana, isConfirmed: true });
  });

  test('take no answer from before somebody else’s sign-in for one about them', async () => {
    const world = createWorld();
    world.begin(mara);
    const [one, other] = [world.openTab(), world.openTab()];
    const { promise, resolve } = Promise.withResolvers<void>();
    world.hold = promise;
    void other.store.check();
    await settle();
    await one.store.signIn(dana.email, 'password');
    world.hold = undefined;
    const seen: string[] = [];
    other.store.subscribe(() => {
      const state = other.store.state();
      if (state.status === 'signed-in') seen.push(state.user.id);
    });
    resolve();
    await settle();
    assert.deepEqual(seen, ['dana']);
  });

  test('ask where one finds at load that nobody is signed in', async () => {
    const world = createWorld();
    world.begin(mara);
    const other = world.openTab();
    await other.store.check();
    world.user = undefined;
    const one = world.openTab();
    await one.store.check();
    await settle();
    assert.equal(statusOf(one.store), 'signed-out: nobody');
    assert.equal(statusOf(other.store), 'signed-out: ended');
    world.requests.length = 0;
    await world.openTab().store.check();
    await settle();
    assert.equal(world.requests.length, 1, 'tabs that show nobody have nothing to ask');
  });

  test('ask for themselves where one was refused', async () => {
    const world = createWorld();
    world.begin(mara);
    const [one, other] = [world.openTab(), world.openTab()];
    for (const { store } of [one, other]) await store.check();
    one.refuse();
    await settle();
    assert.equal(statusOf(one.store), 'signed-out: ended');
    assert.equal(statusOf(other.store), 'signed-in');
    assert.deepEqual(one.forgotten, ['mara'], 'the draft is for whoever signs in again');
  });

  test('hear of a sign-in though a question from before it is still under way', async () => {
    const world = createWorld();
    const [one, other] = [world.openTab(), world.openTab()];
    for (const { store } of [one, other]) await store.check();
    const { promise, resolve } = Promise.withResolvers<void>();
    world.hold = promise;
    void other.store.check();
    await settle();
    await one.store.signIn(mara.email, 'password');
    world.hold = undefined;
    resolve();
    await settle();
    assert.equal(statusOf(other.store), 'signed-in');
  });
});

test('an answer from before a sign-in does not undo it', async () => {
  const world = createWorld();
  const { store } = world.openTab();
  await store.check();
  const { promise, resolve } = Promise.withResolvers<void>();
  world.hold = promise;
  const old = store.check();
  await settle();
  await store.signIn(mara.email, 'password');
  resolve();
  await old;
  assert.equal(statusOf(store), 'signed-in');
});

test('a refusal that nobody waits for ends nothing twice', async () => {
  const world = createWorld();
  world.begin(mara);
  const { store, refuse } = world.openTab();
  await store.check();
  await store.signOut();
  refuse();
  assert.equal(statusOf(store), 'signed-out: signed-out');
  assert.ok(new GenieSignedOutError() instanceof Error);
});

test('the moment of the next question lies in the second half of any life, and not too far off', () => {
  for (const leftMs of [1_000, 20_000, 86_400_000, 7 * 86_400_000]) {
    for (const random of [0, 0.5, 0.999]) {
      const waitMs = waitBeforeRenewal(leftMs, random);
      if (leftMs <= 5 * 60_000 && leftMs > 2_000) assert.ok(leftMs - waitMs < leftMs / 2);
      assert.ok(waitMs >= 1_000 && waitMs <= 5 * 60_000, String(waitMs));
    }
  }
  assert.equal(waitBeforeRenewal(-5_000, 0), 1_000, 'a clock that is wrong makes no storm');
});
