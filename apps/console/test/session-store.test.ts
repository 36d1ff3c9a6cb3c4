import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { GenieSignedOutError } from '@genie-helper/client';
import { waitBeforeRenewal } from '../src/session/session-store.ts';
import {
  createSessionFixture,
  lifetimeMs,
  mara,
  settle,
  statusOf,
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
