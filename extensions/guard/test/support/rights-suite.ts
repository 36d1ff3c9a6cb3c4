import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import {
  startTestRedis,
  type TestRedis,
  whyNoRedis,
} from '../../../../test/support/start-redis.ts';
import { type DirectusPair, startPair } from './directus-pair.ts';
import { whyNoPostgres } from './postgres.ts';
import {
  concealText,
  makeSecretNote,
  readsTextAsAdmin,
  rightsChanges,
  seeChange,
} from './rights-changes.ts';

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
