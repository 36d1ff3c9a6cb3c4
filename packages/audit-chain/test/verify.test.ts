import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from '../../../test/support/properties.ts';
import {
  type ChainedEntry,
  closeItem,
  closePrincipal,
  erasedText,
  genesis,
  hashOf,
  normalEntry,
} from '../src/index.ts';
import { anyEntry, anyLog, chainAll, rehash, verify } from './support/logs.ts';

/** A log, and a place in it that isn't the last one. */
const logAndPlace = anyLog(4).chain((log) =>
  fc.tuple(fc.constant(log), fc.integer({ min: 0, max: log.length - 2 })),
);
const at = (log: readonly ChainedEntry[], index: number): ChainedEntry => {
  const entry = log[index];
  if (entry === undefined) throw new Error('no such entry');
  return entry;
};
const property = (run: (log: ChainedEntry[], place: number) => Promise<void>) =>
  fc.assert(fc.asyncProperty(logAndPlace, ([log, place]) => run(log, place)));

describe('a log that nobody touched', () => {
  test('verifies, with all of its checkpoints', () =>
    property(async (log) => {
      const report = await verify(log, { checkpoints: log, head: at(log, log.length - 1) });
      assert.equal(report.fault, undefined);
      assert.equal(report.entries, log.length);
      assert.equal(report.provenTo, log.length);
    }));

  test('verifies in the form in which each database keeps times', () =>
    property(async (log) => {
      const forms = [
        (at: string) => Date.parse(at),
        (at: string) => new Date(at),
        (at: string) => at.replace('Z', '+00:00'),
      ];
      for (const form of forms) {
        const report = await verify(log.map((entry) => ({ ...entry, at: form(entry.at) })));
        assert.equal(report.fault, undefined);
      }
    }));

  test('verifies from where it was cut on, if the cut is known', () =>
    property(async (log, place) => {
      const start = at(log, place);
      assert.equal((await verify(log.slice(place + 1), { start })).fault, undefined);
      assert.deepEqual((await verify(log.slice(place + 1))).fault, { kind: 'removed', seq: 1 });
    }));
});

describe('the first entry is named', () => {
  const columns = Object.keys(normalEntry(at(chainAll(fc.sample(anyEntry, 1)), 0)));

  for (const column of [...columns, 'principal_seal', 'item_seal', 'previous_hash', 'hash']) {
    test(`that has another ${column}`, () =>
      property(async (log, place) => {
        const former = at(log, place);
        const value = column === 'at' ? '2101-01-01T00:00:00.000Z' : `s.another ${place}`;
        const changed = log.with(place, { ...former, [column]: value });
        assert.deepEqual((await verify(changed)).fault, { kind: 'changed', seq: place + 1 });
      }));
  }

  test('that was changed and given a fresh hash', () =>
    property(async (log, place) => {
      const changed = { ...at(log, place), action: 'another action' };
      const forged = log.with(place, { ...changed, hash: hashOf(changed) });
      assert.deepEqual((await verify(forged)).fault, { kind: 'changed', seq: place + 1 });
    }));

  test('that was removed', () =>
    property(async (log, place) => {
      const fault = { kind: 'removed', seq: place + 1 };
      assert.deepEqual((await verify(log.toSpliced(place, 1))).fault, fault);
      const closed = log.toSpliced(place, 1).map((entry, index) => ({ ...entry, seq: index + 1 }));
      assert.deepEqual((await verify(closed)).fault, fault);
    }));

  test('that was inserted', () =>
    property(async (log, place) => {
      const [own] = fc.sample(anyEntry, 1);
      assert.ok(own !== undefined);
      const before = place === 0 ? genesis : at(log, place - 1);
      const forged = {
        ...{ ...at(log, place), ...own },
        ...{ seq: place + 1, previous_hash: before.hash },
      };
      const inserted = { ...forged, hash: hashOf(forged) };
      const pushed = log.toSpliced(place, 0, inserted);
      const numbered = pushed.map((entry, index) => ({ ...entry, seq: index + 1 }));
      assert.deepEqual((await verify(numbered)).fault, { kind: 'inserted', seq: place + 1 });
    }));

  test('that was inserted without a place in the chain', () =>
    property(async (log, place) => {
      const unchained = { ...at(log, place), seq: null, hash: null };
      assert.deepEqual((await verify([...log, unchained])).fault, { kind: 'unchained', seq: null });
    }));

  test('that was inserted before the first one', () =>
    property(async (log, place) => {
      for (const seq of [0, -1 - place]) {
        const early = { ...at(log, place), seq };
        const fault = { kind: 'inserted', seq };
        assert.deepEqual((await verify([early, ...log])).fault, fault);
      }
    }));

  test('of two that were swapped', () =>
    fc.assert(
      fc.asyncProperty(logAndPlace, fc.nat(), async ([log, place], far) => {
        const other = place + 1 + (far % (log.length - place - 1));
        const [one, two] = [at(log, place), at(log, other)];
        const fault = { kind: 'reordered', seq: place + 1 };
        const swapped = log
          .with(place, { ...two, seq: one.seq })
          .with(other, { ...one, seq: two.seq });
        assert.deepEqual((await verify(swapped)).fault, fault);
        const link = ({ seq, previous_hash, hash }: ChainedEntry) => ({ seq, previous_hash, hash });
        const exchanged = log
          .with(place, { ...two, ...link(one) })
          .with(other, { ...one, ...link(two) });
        assert.deepEqual((await verify(exchanged)).fault, fault);
      }),
    ));
});

describe('checkpoints', () => {
  test('show that the tail was cut off, and the database that it ended later', () =>
    property(async (log, place) => {
      const left = log.slice(0, place + 1);
      const last = at(log, log.length - 1);
      const fault = { kind: 'cut', seq: place + 2, to: log.length };
      assert.deepEqual((await verify(left, { checkpoints: [last] })).fault, fault);
      assert.deepEqual((await verify(left, { head: last })).fault, fault);
    }));

  test('show a log that was rewritten from end to end, and which stretch is the first', () =>
    property(async (log, place) => {
      const forged = rehash(log.with(place, { ...at(log, place), action: 'forged' }));
      assert.equal(
        (await verify(forged)).fault,
        undefined,
        'without a checkpoint it is consistent',
      );
      const signed = log.filter(({ seq }) => seq <= place || seq === log.length);
      const { fault } = await verify(forged, { checkpoints: signed });
      // Its salts are new as well, so it differs from its first entry on.
      assert.deepEqual(fault, { kind: 'rewritten', seq: 1, to: signed[0]?.seq });
    }));

  test('of one number that differ show that it was rewritten, whichever of the two fits', () =>
    property(async (log, place) => {
      const end = log.length - 1;
      const forged = [...log.slice(0, end), ...rehashEnd(log)];
      const signed = [at(log, end), at(forged, end)];
      for (const both of [signed, signed.toReversed()]) {
        const checkpoints = [at(log, Math.min(place, end - 1)), ...both];
        const { fault } = await verify(forged, { checkpoints });
        assert.deepEqual(fault, { kind: 'rewritten', seq: place + 2, to: log.length });
      }
    }));
});

/** The last entry of a log, changed and given a fresh hash. */
function rehashEnd(log: readonly ChainedEntry[]): ChainedEntry[] {
  const changed = { ...at(log, log.length - 1), action: 'another action' };
  return [{ ...changed, hash: hashOf(changed) }];
}

describe('erased people', () => {
  const erase = (log: ChainedEntry[], place: number, told: number) => {
    const entry = at(log, place);
    const gone = {
      ...entry,
      ...{ principal_id: 'pseudonym', address: erasedText, request_id: erasedText },
      principal_seal: closePrincipal(entry),
    };
    const plain = normalEntry(at(log, 0));
    const trace = { ...plain, area: 'account', action: 'erase', item: 'pseudonym' };
    const traced = [...log.with(place, gone)];
    const last = at(log, log.length - 1);
    const [next] = chainAll([{ ...trace, detail: String(told) }]).map((fresh) => {
      const moved = { ...fresh, seq: last.seq + 1, previous_hash: last.hash };
      return { ...moved, hash: hashOf(moved) };
    });
    return next === undefined ? traced : [...traced, next];
  };

  test('leave a chain that verifies, with an entry that tells of them', () =>
    property(async (log, place) => {
      const report = await verify(erase(log, place, 1), { checkpoints: log });
      assert.equal(report.fault, undefined);
      assert.equal(report.erased, 1);
    }));

  test("aren't as many as the erasure told: somebody else's entry lost its name", () =>
    property(async (log, place) => {
      const fault = { kind: 'erased-without-trace', seq: place + 1 };
      assert.deepEqual((await verify(erase(log, place, 0))).fault, fault);
      assert.deepEqual((await verify(erase(log, place, 1).slice(0, -1))).fault, fault);
    }));

  test("don't lend their blank to another name", () =>
    property(async (log, place) => {
      const entry = at(log, place);
      const blamed = { ...entry, principal_id: 'somebody', principal_seal: closePrincipal(entry) };
      const fault = { kind: 'erased-without-trace', seq: place + 1 };
      assert.deepEqual((await verify(log.with(place, blamed))).fault, fault);
    }));

  test("don't lend their blank to another record", () =>
    property(async (log, place) => {
      const erased = erase(log, place, 1);
      const entry = at(erased, place);
      const other = { ...entry, item: 'another record', item_seal: closeItem(entry) };
      const fault = { kind: 'erased-without-trace', seq: place + 1 };
      assert.deepEqual((await verify(erased.with(place, other))).fault, fault);
    }));

  test('may have asked for themselves, which is one entry', () =>
    property(async (log, place) => {
      const entry = at(log, place);
      const gone = { ...entry, item: 'pseudonym', item_seal: closeItem(entry) };
      const report = await verify(erase(log.with(place, gone), place, 1));
      assert.equal(report.fault, undefined);
      assert.equal(report.erased, 1);
    }));

  test('may have been what was asked for', () =>
    property(async (log, place) => {
      const entry = at(log, place);
      const gone = { ...entry, item: 'pseudonym', item_seal: closeItem(entry) };
      const told = erase(log.with(place, gone), (place + 1) % log.length, 2);
      assert.equal((await verify(told)).fault, undefined);
    }));
});
