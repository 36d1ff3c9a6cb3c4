import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import {
  dropDraft,
  forgetDraftsOfOthers,
  forOwner,
  readDraft,
  writeDraft,
} from '../src/session/draft-storage.ts';

let kept: Map<string, string>;

beforeEach(() => {
  kept = new Map();
  const storage: Partial<Storage> = {
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
    removeItem: (key) => void kept.delete(key),
    key: (index) => [...kept.keys()][index] ?? null,
  };
  Object.defineProperty(storage, 'length', { get: () => kept.size });
  Object.defineProperty(globalThis, 'sessionStorage', { value: storage, configurable: true });
  forgetDraftsOfOthers(null);
});

test('a draft is there again for its user until it is dropped', () => {
  forgetDraftsOfOthers('mara');
  writeDraft('mara', 'chat.message', 'Hello');
  forgetDraftsOfOthers('mara');
  assert.equal(readDraft('mara', 'chat.message', ''), 'Hello');
  assert.equal(readDraft('dana', 'chat.message', ''), '');
  dropDraft('mara', 'chat.message');
  assert.equal(readDraft('mara', 'chat.message', ''), '');
});

test('what comes late for somebody who has signed out is not kept', () => {
  forgetDraftsOfOthers('mara');
  writeDraft('mara', 'batch.source', 'before');
  forgetDraftsOfOthers(null);
  writeDraft('mara', 'batch.sent', 'late');
  assert.equal(kept.size, 0);
});

test('what comes late for somebody is not kept beside the drafts of who came next', () => {
  forgetDraftsOfOthers('mara');
  forgetDraftsOfOthers('dana');
  writeDraft('mara', 'batch.sent', 'late');
  writeDraft('dana', 'batch.source', 'mine');
  assert.deepEqual([...kept.keys()], ['genie-draft:dana:batch.source']);
});

test('an answer is told to who asked, and to nobody else', () => {
  const told: string[] = [];
  const tell = forOwner('mara', (what: string) => told.push(what));
  forgetDraftsOfOthers('mara');
  tell('in time');
  forgetDraftsOfOthers(null);
  tell('after the sign-out');
  forgetDraftsOfOthers('dana');
  tell('to somebody else');
  assert.deepEqual(told, ['in time']);
  assert.equal(forOwner('dana', undefined)(), undefined);
});
