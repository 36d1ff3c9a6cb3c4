import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isGraphql } from '../src/hardening/graphql-bounds.ts';
import { plainPathOf } from '../src/shared/request-path.ts';

test('a path is the same in every spelling that leads to it', () => {
  for (const path of [
    '/auth/refresh',
    '//auth/refresh',
    '/auth//refresh',
    '/Auth/REFRESH',
    '/%61uth/refresh',
    '/auth%2Frefresh',
  ]) {
    assert.equal(plainPathOf(path), '/auth/refresh', path);
  }
});

test('what cannot be decoded stays as it is, and is no other path', () => {
  assert.equal(plainPathOf('/auth/%zz'), '/auth/%zz');
  assert.equal(plainPathOf('/auth/refresh;x'), '/auth/refresh;x');
});

test('a path of GraphQL is one however it is spelled, and no other is', () => {
  for (const path of ['/graphql', '/graphql/', '//graphql/system', '/GraphQL//system']) {
    assert.ok(isGraphql(path), path);
  }
  for (const path of ['/graphqls', '/items/graphql', '/']) assert.equal(isGraphql(path), false);
});
