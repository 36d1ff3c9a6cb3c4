import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import type { Knex } from 'knex';
import {
  startTestRedis,
  type TestRedis,
  whyNoRedis,
} from '../../../../../test/support/start-redis.ts';
import type { Caller } from '../caller.ts';
import { type DirectusPair, startPair } from '../directus-pair.ts';
import { whyNoPostgres } from '../postgres.ts';
import { type RightsChange, rightsChanges } from './changes.ts';
import { concealText, createSubject, makeSecretNote, readsTextAsAdmin } from './subject.ts';

/** Two Directus on one database, and what they tell each other by besides it. */
export interface RightsSetup {
  client: 'sqlite3' | 'pg';
  withRedis: boolean;
}

/** Holds that every kind of change of rights counts at once at both of two Directus. */
export function holdRights({ client, withRedis }: RightsSetup): void {
  const noDatabase = client === 'pg' ? whyNoPostgres() : undefined;
  const skip = noDatabase ?? (withRedis ? whyNoRedis() : undefined) ?? false;
  suite(`two Directus on ${client}, ${withRedis ? 'with' : 'without'} Redis`, { skip }, () => {
    let redis: TestRedis | undefined;
    let pair: DirectusPair;

    before(async () => {
      redis = withRedis ? await startTestRedis() : undefined;
      const env = redis === undefined ? {} : { REDIS: `string:${redis.url}` };
      pair = await startPair(client, env);
      await makeSecretNote(pair.one);
    });
    after(async () => {
      await pair?.stop();
      await redis?.close();
    });

    for (const change of rightsChanges) {
      const { grants = false, skip = false } = change;
      test(`both go by it at once: ${change.name}`, { skip }, async () => {
        const { one, two, db } = pair;
        const seen = await seeChange(change, one, two, db);
        const expected = { before: [!grants, !grants], after: [grants, grants] };
        assert.deepEqual(seen, expected);
      });
    }

    test('both go by it at once: a field is concealed', async () => {
      for (const isConcealed of [true, false, true, false]) {
        assert.equal(await readsTextAsAdmin(pair.two), isConcealed);
        await concealText(pair.one, isConcealed);
        assert.equal(await readsTextAsAdmin(pair.two), !isConcealed);
      }
    });
  });
}

/** What became of a change at both processes: the probe before, and each one's very next answers. */
interface SeenChange {
  before: [boolean, boolean];
  after: [boolean, boolean];
}

/** Prepares, warms the caches of both, changes at `one`, and asks `two` first. */
async function seeChange(
  { prepare, probe, change }: RightsChange,
  one: Caller,
  two: Caller,
  db: Knex,
): Promise<SeenChange> {
  const subject = await createSubject(one);
  await prepare(one, subject);
  await Promise.all([probe(one, subject), probe(two, subject)]);
  const before: [boolean, boolean] = [await probe(one, subject), await probe(two, subject)];
  await change(one, subject, db);
  const atTwo = await probe(two, subject);
  const after: [boolean, boolean] = [await probe(one, subject), atTwo];
  // Without a licence Directus 12 has places for three with access to the Studio.
  await one.admin.request('DELETE', `/users/${subject.user}`);
  return { before, after };
}
