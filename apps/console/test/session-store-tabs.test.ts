import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  createSessionFixture,
  dana,
  mara,
  settle,
  statusOf,
  unavailable,
} from './support/session-fixture.ts';

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
