/** Many sign-ins at one moment: passwords are hashed in turn, so they take no more memory than a few. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { peakMegabytes, resetPeak, residentMegabytes } from '../../support/process-usage.ts';
import { startTestDirectus } from '../../support/start-directus.ts';

test('six sign-ins at one moment take no more memory than two', async () => {
  const megabytesEach = 128;
  const directus = await startTestDirectus({
    env: { HASH_MEMORY_COST: String(megabytesEach * 1024) },
  });
  try {
    const { pid } = directus.process;
    const users = await Promise.all(Array.from({ length: 6 }, () => directus.admin.createUser()));
    const before = await residentMegabytes(pid);
    await resetPeak(pid);
    await Promise.all(users.map(({ email, password }) => directus.login(email, password)));
    const grown = (await peakMegabytes(pid)) - before;
    assert.ok(grown > megabytesEach, `they took ${grown} MB, so nothing was measured`);
    assert.ok(grown < megabytesEach * 3, `they took ${grown} MB`);
  } finally {
    await directus.stop();
  }
});
