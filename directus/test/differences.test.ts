import assert from 'node:assert/strict';
import { test } from 'node:test';
import { differences } from '../src/reconcile/context.ts';

test('finds nothing where everything desired is so, whatever else is there', () => {
  const desired = { a: 1, b: { c: [1, 2] }, d: null };
  assert.equal(differences(desired, { a: 1, b: { c: [1, 2], more: 1 }, d: null, e: 5 }), undefined);
});

test('takes a missing value for null', () => {
  assert.equal(differences({ a: null }, {}), undefined);
});

test('gives back what differs, whole at its first level', () => {
  const desired = { a: 1, b: { c: 1, d: 2 }, e: [1], f: false };
  const current = { a: 2, b: { c: 1 }, e: [1, 2], f: null };
  assert.deepEqual(differences(desired, current), desired);
});
