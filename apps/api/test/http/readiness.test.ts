import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DirectusAnswer } from '@genie-helper/directus-client';
import { createReadinessCheck } from '../../src/http/readiness.ts';

const checkOf = (data: unknown) =>
  createReadinessCheck({ client: { call: async () => ({ ok: true, status: 200, data }) } });

test('a clock that is more than five seconds from the database says so, on either side', async () => {
  for (const offMs of [-600_000, -60_000, 60_000, 600_000]) {
    const check = checkOf({ database: 'writable', now: Date.now() + offMs });
    await assert.rejects(check(), { code: 'server.clock_wrong' }, `${offMs}`);
  }
  await checkOf({ database: 'writable', now: Date.now() })();
});

test('the way of the question counts as no difference', async () => {
  const call = async (): Promise<DirectusAnswer> => {
    const data = { database: 'writable', now: Date.now() };
    await new Promise((resolve) => setTimeout(resolve, 50));
    return { ok: true, status: 200, data };
  };
  await createReadinessCheck({ client: { call } })();
});

test('a guard that tells no time is taken at its word', () => checkOf({ database: 'writable' })());

test('a database that takes no writes, and one that is away, are told apart', async () => {
  for (const database of ['full', 'read_only']) {
    await assert.rejects(checkOf({ database })(), { code: 'directus.database_unwritable' });
  }
  for (const data of [{ database: 'away' }, { database: 'else' }, {}, null]) {
    await assert.rejects(checkOf(data)(), { code: 'directus.unavailable' });
  }
});
