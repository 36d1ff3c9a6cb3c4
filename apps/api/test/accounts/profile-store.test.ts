import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AdminCall } from '@genie-helper/directus-client/queries';
import { createProfileStore } from '../../src/accounts/profile-store.ts';

interface Comparison {
  email: { _in?: string[]; _istarts_with?: string; _iends_with?: string };
}

/** A database that compares as SQL's LIKE does: `_` is any character, and `%` any text. */
function accounts(...emails: string[]): AdminCall {
  const isLike = (email: string, pattern: string) => {
    const source = pattern
      .replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')
      .replaceAll('%', '.*')
      .replaceAll('_', '.');
    return new RegExp(`^${source}$`, 'i').test(email);
  };
  const fits = (email: string, { email: by }: Comparison) =>
    (by._in === undefined || by._in.includes(email)) &&
    (by._istarts_with === undefined || isLike(email, `${by._istarts_with}%`)) &&
    (by._iends_with === undefined || isLike(email, `%${by._iends_with}`));
  const none = { email_verified_at: null, first_name: null, last_name: null };
  const rows = emails.map((email, index) => ({
    ...{ id: `id-${index}`, email, status: 'active', ...none },
    ...{ subscription_tier: null, tfa_secret: null, date_created: null },
  }));
  return async ({ path }) => {
    const query = new URL(path, 'http://directus').searchParams;
    const filter = JSON.parse(query.get('filter') ?? '{}');
    const all: Comparison[] = filter._and ?? [filter];
    const found = rows.filter(({ email }) => all.every((each) => fits(email, each)));
    const offset = Number(query.get('offset') ?? 0);
    return {
      ok: true,
      status: 200,
      data: found.slice(offset, offset + Number(query.get('limit'))),
    };
  };
}

/** More accounts than are read at once, whose addresses the database takes for `a_b_c@example.com`. */
const similar = Array.from('abcdefghijklmnop').flatMap((one) =>
  Array.from('abcdefghijklmnop', (other) => `a${one}b${other}c@example.com`),
);

test('an address with wildcards is found among any number that resemble it', async () => {
  for (const kept of ['a_b_c@example.com', 'A_b_C@Example.com']) {
    const store = createProfileStore(accounts(...similar, kept));
    for (const asked of ['a_b_c@example.com', 'A_B_C@EXAMPLE.COM', kept]) {
      assert.equal((await store.findByEmail(asked))?.email, kept);
    }
  }
  const store = createProfileStore(accounts(...similar));
  assert.equal(await store.findByEmail('a_b_c@example.com'), undefined);
});
