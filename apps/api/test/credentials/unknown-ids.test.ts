import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defaultClient } from '../../src/auth/principal.ts';
import type { Accessor } from '../../src/credentials/access-log-store.ts';
import { createUnknownIdBound } from '../../src/credentials/unknown-ids.ts';

const caller = (principal: Accessor['principal'], address = '192.0.2.1'): Accessor => ({
  principal,
  requestId: 'r',
  address,
});
const server = caller({ kind: 'server', secretGeneration: 'current', client: defaultClient });
const ada = caller({ kind: 'user', userId: 'ada' });

test('of 400 unknown ids a caller has 30 in the access log, and others are counted apart', () => {
  let time = 0;
  const isLogged = createUnknownIdBound(() => new Date(time));
  const count = (who: Accessor) =>
    Array.from({ length: 400 }, () => isLogged(who)).filter(Boolean).length;
  assert.deepEqual([count(server), count(ada)], [30, 30]);
  assert.equal(
    count(caller({ kind: 'server', secretGeneration: 'previous', client: defaultClient })),
    0,
  );
  assert.equal(count(caller({ kind: 'user', userId: 'ada' }, '192.0.2.2')), 0);
  assert.equal(count(caller({ kind: 'user', userId: 'bob' })), 30);
  time = 60_000;
  assert.equal(count(server), 30);
});
