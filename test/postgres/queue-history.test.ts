import { after, before, test } from 'node:test';
import {
  type PostgresPair,
  startPostgresPair,
  whyNoPostgres,
} from '../../extensions/guard/test/support/postgres.ts';
import { testAdmin } from '../support/directus-settings.ts';
import { assertCountsByHour } from '../support/queue-history.ts';
import { startTestApi, type TestApi } from '../support/start-api.ts';

const skip = whyNoPostgres() ?? false;
let pair: PostgresPair;
let api: TestApi;

before(async () => {
  if (skip !== false) return;
  pair = await startPostgresPair();
  api = await startTestApi({ directusUrl: pair.one.url, adminToken: testAdmin.token });
});
after(async () => {
  await api?.stop();
  await pair?.stop();
});

test('tells how many jobs were over in each of the last 24 hours', { skip }, async () => {
  await assertCountsByHour(pair.one.admin, api);
});
