import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { GenieSignedOutError } from '@genie-helper/client';
import { waitBeforeRenewal } from '../src/session/session-store.ts';
import {
  createSessionFixture,
  dana,
  lifetimeMs,
  mara,
  settle,
  statusOf,
  unavailable,
} from './support/session-fixture.ts';

describe('at load', () => {
  test('nothing is known before the server has answered', async () => {
    const session = createSessionFixture();
    session.begin(mara);
    const { store } = session.openTab();
    assert.equal(statusOf(store), 'loading');
    const checked = store.check();
    assert.equal(statusOf(store), 'loading');
    await checked;
    assert.deepEqual(store.state(), { status: 'signed-in', user: mara, isConfirmed: true });
  });

  test('nobody is nobody, without a word about an end', async () => {
    const { store } = createSessionFixture().openTab();
    await store.check();
    assert.equal(statusOf(store), 'signed-out: nobody');
  });

  test('a page served as signed out sends no request, and has other tabs check their session', async () => {
    const session = createSessionFixture();
    session.begin(mara);
    const other = session.openTab().store;
    await other.check();
    session.user = undefined;
    const asked = session.requests.length;
    const { store } = session.openTab();
    store.assumeNobody();
    assert.equal(statusOf(store), 'signed-out: nobody');
    await settle();
    assert.equal(session.requests.length, asked + 1, 'the other tab has asked');
    assert.equal(statusOf(other), 'signed-out: ended');
  });

  test('an outage is neither, and is over when the server is back', async () => {
    const session = createSessionFixture();
    session.begin(mara);
    session.isDown = true;
    const { store } = session.openTab();
    await store.check();
    assert.equal(statusOf(store), 'unreachable');
    session.isDown = false;
    await session.advance(5_000);
    assert.equal(statusOf(store), 'signed-in');
  });
});

describe('a page left open', () => {
  test('asks in time also where timers fire early', async () => {
    const session = createSessionFixture();
    session.begin(mara);
    session.timerFactor = 0.9;
    const { store } = session.openTab();
    await store.check();
    await session.advance(10 * lifetimeMs);
    assert.ok(session.requests.length >= 10, `${session.requests.length} questions`);
    assert.equal(statusOf(store), 'signed-in');
    assert.equal(session.refused, 0);
  });

  test('never loses its session, nor has a request refused, with three tabs for a day', async () => {
    const session = createSessionFixture();
    session.begin(mara);
    const tabs = [session.openTab(), session.openTab(), session.openTab()];
    for (const { store } of tabs) await store.check();
    await session.advance(24 * 3_600_000);
    assert.ok(session.requests.length >= (24 * 3_600_000) / lifetimeMs);
    for (const { store } of tabs) assert.equal(statusOf(store), 'signed-in');
    assert.equal(session.refused, 0);
  });

  test('one tab asks for all of them', async () => {
    const session = createSessionFixture();
    session.begin(mara);
    const tabs = [session.openTab(), session.openTab(), session.openTab()];
    for (const { store } of tabs) await store.check();
    session.requests.length = 0;
    await session.advance(120_000);
    assert.ok(session.requests.length <= 12, `${session.requests.length} requests`);
  });

  test('asks at once after a sleep, and is told where that was too long', async () => {
    const session = createSessionFixture();
    session.begin(mara);
    const { store } = session.openTab();
    await store.check();
    session.sleep(lifetimeMs - 1_000);
    store.checkIfDue();
    await settle();
    assert.equal(statusOf(store), 'signed-in');
    session.sleep(lifetimeMs + 1_000);
    store.checkIfDue();
    await settle();
    assert.equal(statusOf(store), 'signed-out: ended');
  });

  test('outlasts an outage that is shorter than what is left', async () => {
    const session = createSessionFixture();
    session.begin(mara);
    const { store } = session.openTab();
    await store.check();
    session.isDown = true;
    await session.advance(lifetimeMs - 3_000);
    assert.deepEqual(store.state(), { status: 'signed-in', user: mara, isConfirmed: false });
    session.isDown = false;
    await session.advance(3_000);
    assert.deepEqual(store.state(), { status: 'signed-in', user: mara, isConfirmed: true });
    assert.equal(session.refused, 0);
  });

  test('asks nothing once nobody is signed in', async () => {
    const session = createSessionFixture();
    session.begin(mara);
    const { store } = session.openTab();
    await store.check();
    await store.signOut();
    session.requests.length = 0;
    await session.advance(3_600_000);
    store.checkIfDue();
    assert.deepEqual(session.requests, []);
  });
});

describe('several tabs', () => {
  test('follow a sign-out at once, and ask nothing for it', async () => {
    const session = createSessionFixture();
    session.begin(mara);
    const [one, other] = [session.openTab(), session.openTab()];
    for (const { store } of [one, other]) await store.check();
    session.requests.length = 0;
    await one.store.signOut();
    assert.equal(statusOf(one.store), 'signed-out: signed-out');
    assert.equal(statusOf(other.store), 'signed-out: signed-out');
    assert.deepEqual(session.requests, []);
    assert.equal(other.forgotten.at(-1), null);
  });

  test('stay signed in where a sign-out failed', async () => {
    const session = createSessionFixture();
    session.begin(mara);
    const [one, other] = [session.openTab(), session.openTab()];
    for (const { store } of [one, other]) await store.check();
    session.isDown = true;
    await assert.rejects(one.store.signOut(), unavailable);
    for (const { store } of [one, other]) assert.equal(statusOf(store), 'signed-in');
  });

  test('follow a sign-in, also one of somebody else, whose drafts are kept apart', async () => {
    const session = createSessionFixture();
    const [one, other] = [session.openTab(), session.openTab()];
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
    const session = createSessionFixture();
    session.begin(mara);
    const [one, other] = [session.openTab(), session.openTab()];
    for (const { store } of [one, other]) await store.check();
    const { promise, resolve } = Promise.withResolvers<void>();
    session.hold = promise;
    await one.store.signIn(dana.email, 'password');
    assert.equal(statusOf(other.store), 'loading');
    assert.equal(other.forgotten.at(-1), 'dana');
    resolve();
    await settle();
    assert.deepEqual(other.store.state(), { status: 'signed-in', user: dana, isConfirmed: true });
  });

  test('do not fall back to the former user where the server can not say who is there', async () => {
    const session = createSessionFixture();
    session.begin(mara);
    const [one, other] = [session.openTab(), session.openTab()];
    for (const { store } of [one, other]) await store.check();
    session.isDown = true;
    await one.store.signIn(dana.email, 'password');
    await settle();
    assert.equal(statusOf(other.store), 'unreachable');
    session.isDown = false;
    await session.advance(5_000);
    assert.deepEqual(other.store.state(), { status: 'signed-in', user: dana, isConfirmed: true });
  });

  test('notice by a renewal that the session is somebody else’s', async () => {
    const session = createSessionFixture();
    session.begin(mara);
    const [one, other] = [session.openTab(), session.openTab()];
    await other.store.check();
    session.begin(dana);
    await one.store.check();
    assert.equal(other.forgotten.at(-1), 'dana');
    await settle();
    assert.deepEqual(other.store.state(), { status: 'signed-in', user: dana, isConfirmed: true });
  });

  test('take no answer from before somebody else’s sign-in for one about them', async () => {
    const session = createSessionFixture();
    session.begin(mara);
    const [one, other] = [session.openTab(), session.openTab()];
    const { promise, resolve } = Promise.withResolvers<void>();
    session.hold = promise;
    void other.store.check();
    await settle();
    await one.store.signIn(dana.email, 'password');
    session.hold = undefined;
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
    const session = createSessionFixture();
    session.begin(mara);
    const other = session.openTab();
    await other.store.check();
    session.user = undefined;
    const one = session.openTab();
    await one.store.check();
    await settle();
    assert.equal(statusOf(one.store), 'signed-out: nobody');
    assert.equal(statusOf(other.store), 'signed-out: ended');
    session.requests.length = 0;
    await session.openTab().store.check();
    await settle();
    assert.equal(session.requests.length, 1, 'tabs that show nobody have nothing to ask');
  });

  test('ask for themselves where one was refused', async () => {
    const session = createSessionFixture();
    session.begin(mara);
    const [one, other] = [session.openTab(), session.openTab()];
    for (const { store } of [one, other]) await store.check();
    one.refuse();
    await settle();
    assert.equal(statusOf(one.store), 'signed-out: ended');
    assert.equal(statusOf(other.store), 'signed-in');
    assert.deepEqual(one.forgotten, ['mara'], 'the draft is for whoever signs in again');
  });

  test('hear of a sign-in though a question from before it is still under way', async () => {
    const session = createSessionFixture();
    const [one, other] = [session.openTab(), session.openTab()];
    for (const { store } of [one, other]) await store.check();
    const { promise, resolve } = Promise.withResolvers<void>();
    session.hold = promise;
    void other.store.check();
    await settle();
    await one.store.signIn(mara.email, 'password');
    session.hold = undefined;
    resolve();
    await settle();
    assert.equal(statusOf(other.store), 'signed-in');
  });
});

test('an answer from before a sign-in does not undo it', async () => {
  const session = createSessionFixture();
  const { store } = session.openTab();
  await store.check();
  const { promise, resolve } = Promise.withResolvers<void>();
  session.hold = promise;
  const old = store.check();
  await settle();
  await store.signIn(mara.email, 'password');
  resolve();
  await old;
  assert.equal(statusOf(store), 'signed-in');
});

test('a refusal that nobody waits for ends nothing twice', async () => {
  const session = createSessionFixture();
  session.begin(mara);
  const { store, refuse } = session.openTab();
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
