/** What Directus 12 itself says is tried in `test/e2e/directus-12-limits.test.ts`. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { judgeLicence } from '../src/commands/doctor/checks/licence.ts';

const within = {
  status: 'active',
  source: null,
  entitlements: { seats: { limit: 3 }, collections: { limit: 25 }, flows: { limit: 5 } },
  usage: { seats: 3, collections: 25, flows: 5 },
};

test('a Directus at its limits is fine', () => {
  assert.equal(judgeLicence(within).status, 'ok');
});

test('a locked one is a fault, which names each thing that is too much', () => {
  const usage = { seats: 4, collections: 26, flows: 5 };
  const { status, details } = judgeLicence({ ...within, status: 'locked', usage });
  assert.equal(status, 'fail');
  assert.deepEqual(details, [
    'It has 4 seats, and may have 3.',
    'It has 26 collections, and may have 25.',
  ]);
});

test('where no number is too high, somebody signs in by a provider', () => {
  const { details } = judgeLicence({ ...within, status: 'locked' });
  assert.deepEqual(details, ['An active user signs in by a provider.']);
});

test('one that locks later is a warning with the day', () => {
  const times = { expires_at: Date.UTC(2026, 10, 1) / 1000, grace_period: 30 * 86_400 };
  const { status, message } = judgeLicence({ ...within, ...times, status: 'grace' });
  assert.equal(status, 'warn');
  assert.match(message, /locks on 2026-12-01 \(UTC\)\.$/);
});

test('one that does not say when locks soon', () => {
  assert.match(judgeLicence({ ...within, status: 'grace' }).message, /locks soon\.$/);
});
