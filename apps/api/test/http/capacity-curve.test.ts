import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type CapacityCurve, createCapacityCurve } from '../../src/http/capacity-curve.ts';

/** A curve, its clock, and work that takes as long as `tookMs` says with so many under way. */
function setUp(tookMs: (underWay: number) => number) {
  let time = 0;
  const curve = createCapacityCurve(() => time);
  return {
    curve,
    /** Lets so many pieces be done at the limit, which then may have become another. */
    work(pieces: number, { most = 256, took = tookMs } = {}): number {
      for (let n = 0; n < pieces; n += 1) {
        const underWay = curve.limit(most);
        time += took(underWay) / underWay;
        curve.record({ atBegin: underWay, atEnd: underWay }, took(underWay));
      }
      return curve.limit(most);
    },
    pass: (ms: number) => {
      time += ms;
    },
  };
}

const queued = (underWay: number) => underWay * 8;
const shared = (underWay: number) => 10 + underWay / 10;

/** At how many the curve stays, whatever is tried beside it. */
function usual(work: () => number): number {
  const limits = Array.from({ length: 300 }, work);
  return limits.toSorted((a, b) => a - b)[150] ?? 0;
}

test('where more under way do no more, few are let in', () => {
  const { work } = setUp(queued);
  work(200);
  assert.equal(
    usual(() => work(1)),
    2,
  );
});

test('where more under way share a call, many are let in, but no more than may', () => {
  const many = setUp(shared);
  many.work(500);
  assert.ok(usual(() => many.work(1)) >= 64);
  const few = setUp(shared);
  few.work(500, { most: 16 });
  for (let n = 0; n < 300; n += 1) assert.ok(few.work(1, { most: 16 }) <= 16);
});

test('what begins to share a call, or stops, is found again', () => {
  const { work } = setUp(queued);
  work(200);
  work(20_000, { took: shared });
  assert.ok(usual(() => work(1, { took: shared })) >= 16);
  work(20_000);
  assert.ok(usual(() => work(1)) <= 4);
});

test('how much can be done is told as soon as anything was, and outlasts a new beginning', () => {
  const { curve, work, pass } = setUp(queued);
  assert.equal(curve.perMs(), undefined);
  work(200);
  assert.ok(Math.abs((curve.perMs() ?? 0) - 1 / 8) < 0.001);
  curve.restart();
  assert.ok(Math.abs((curve.perMs() ?? 0) - 1 / 8) < 0.001);
  pass(3_600_000);
  assert.ok(Math.abs((curve.perMs() ?? 0) - 1 / 8) < 0.001);
});

test('a piece that had other company at its end than at its beginning is a first guess at most', () => {
  const teach = (curve: CapacityCurve, atBegin: number, atEnd: number) => {
    for (let n = 0; n < 100; n += 1) curve.record({ atBegin, atEnd }, 1);
  };
  const { curve } = setUp(queued);
  const before = curve.limit(256);
  teach(curve, 64, 2);
  assert.equal(curve.limit(256), before);
  assert.equal(curve.perMs(), 33);
  teach(curve, 2, 2);
  teach(curve, 64, 2);
  assert.equal(curve.perMs(), 2);
});
