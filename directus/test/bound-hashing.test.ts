import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { boundHashing } from '../src/bound-hashing.ts';

/** Hashing that ends when it's told to. */
function heldHashing() {
  const held: { what: string; settle: (failure?: Error) => void }[] = [];
  const begin = (what: string) =>
    new Promise<string>((resolve, reject) => {
      const settle = (failure?: Error) => (failure ? reject(failure) : resolve(what));
      held.push({ what, settle });
    });
  return {
    held,
    module: {
      hash: (password: unknown) => begin(`hash ${password}`),
      verify: (digest: unknown, password: unknown) => begin(`verify ${digest} ${password}`),
    },
  };
}

test('only so many are computed at a time, hashes and checks alike, in the order of asking', async () => {
  const { held, module } = heldHashing();
  boundHashing(module, 2);
  const given = [module.hash('a'), module.verify('digest', 'b'), module.hash('c')] as const;
  await nextTurn();
  assert.deepEqual(
    held.map(({ what }) => what),
    ['hash a', 'verify digest b'],
  );
  held[1]?.settle();
  assert.equal(await given[1], 'verify digest b');
  await nextTurn();
  assert.equal(held[2]?.what, 'hash c');
  held[0]?.settle();
  held[2]?.settle();
  assert.deepEqual(await Promise.all(given), ['hash a', 'verify digest b', 'hash c']);
});

test('one that fails tells its caller and lets the next one in', async () => {
  const { held, module } = heldHashing();
  boundHashing(module, 2);
  const given = [module.hash('a'), module.hash('b'), module.hash('c')];
  await nextTurn();
  held[0]?.settle(new Error('no memory'));
  held[1]?.settle();
  const [first] = await Promise.allSettled(given.slice(0, 2));
  assert.match(String(first?.status === 'rejected' && first.reason), /no memory/);
  await nextTurn();
  held[2]?.settle();
  assert.equal(await given[2], 'hash c');
});
