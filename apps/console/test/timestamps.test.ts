import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fromLocalInput, toLocalInput } from '../src/timestamps.ts';

test('a field for times is in the zone that times are shown in', () => {
  assert.equal(toLocalInput('2026-03-01T23:30:00.000Z', 'utc'), '2026-03-01T23:30');
  assert.equal(fromLocalInput('2026-03-01T23:30', 'utc'), '2026-03-01T23:30:00.000Z');
  for (const zone of ['local', 'utc'] as const) {
    assert.equal(toLocalInput(undefined, zone), '');
    for (const none of ['', 'soon']) assert.equal(fromLocalInput(none, zone), undefined);
    const at = '2026-07-01T12:15:00.000Z';
    assert.equal(fromLocalInput(toLocalInput(at, zone), zone), at);
  }
});
