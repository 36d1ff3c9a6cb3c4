import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { GenieSignedOutError } from '@genie-helper/client';
import { waitBeforeRenewal } from '../src/session/session-store.ts';
import {
  createWorld,
  dana,
  lifetimeMs,
  mara,
  settle,
  statusOf,
  unavailable,
} from './support/session-world.ts';

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

  test('a page served as signed out sends no request, and has other tabs check their session', async () => {
    const world = createWorld();
    world.begin(mara);
    const other = world.openTab().store;
    await other.check();
    world.user = undefined;
    const asked = world.requests.length;
    const { store } = world.openTab();
    store.assumeNobody();
    assert.equal(statusOf(store), 'signed-out: nobody');
    await settle();
    assert.equal(world.requests.length, asked + 1, 'the other tab has asked');
    assert.equal(statusOf(other), 'signed-out: ended');
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
  test('asks in time also where timers fire early', async () => {
    const world = createWorld();
    world.begin(mara);
    world.timerFactor = 0.9;
    const { store } = world.openTab();
    await store.check();
    await world.advance(10 * lifetimeMs);
    assert.ok(world.requests.length >= 10, `${world.requests.length} questions`);
    assert.equal(statusOf(store), 'signed-in');
    assert.equal(world.refused, 0);
  });

  test('never loses its session, nor has a request refused, with three tabs for a day', async () => {
    const world = createWorld();
    world.begin(mara);
    const tabs = [world.openTab(), world.openTab(), world.openTab()];
    for (const { store } of tabs) await store.check();
    await world.advance(24 * 3_600_000);
    assert.ok(world.requests.length >= (24 * 3_600_000) / lifetimeMs);
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
