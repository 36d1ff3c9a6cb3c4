import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { deletionRegretMs, leavingPaths } from '@genie-helper/guard-protocol';
import { askGuard } from '../../extensions/guard/test/support/account-links.ts';
import {
  beginDeletion,
  eraseDue,
  findTraces,
  passTime,
} from '../../extensions/guard/test/support/leaving.ts';
import {
  type PostgresPair,
  startPostgresPair,
  whyNoPostgres,
} from '../../extensions/guard/test/support/postgres.ts';
import { field } from '../support/directus-client.ts';

const skip = whyNoPostgres() ?? false;
const fileCount = 400;

describe('an erasure whose Directus is killed in the middle', { skip }, () => {
  let pair: PostgresPair;

  before(async () => {
    pair = await startPostgresPair();
  });
  after(() => pair?.stop());

  test('is done by another: nothing is left of rows, nor of bytes', async () => {
    const { db, one, two, dataDir } = pair;
    const leaver = await one.admin.createUser();
    const uploads = join(dataDir, 'uploads');
    await mkdir(uploads, { recursive: true });
    for (let index = 0; index < fileCount; index += 1) {
      const id = randomUUID();
      await writeFile(join(uploads, `${id}.txt`), 'hello');
      await db('directus_files').insert({
        id,
        storage: 'local',
        filename_disk: `${id}.txt`,
        filename_download: 'hello.txt',
        uploaded_by: leaver.id,
      });
    }
    await beginDeletion(one, leaver);
    await passTime(db, leaver.id, deletionRegretMs);
    const erasure = field((await askGuard(one, leavingPaths.claim, {})).data, 'erasure');
    const body = { userId: leaver.id, claim: field(erasure, 'claim') };
    const cut = askGuard(one, leavingPaths.erase, body).catch(() => undefined);
    const left = async () => {
      const [row] = await db('directus_files').where({ uploaded_by: leaver.id }).count('* as n');
      return Number(row?.n);
    };
    while ((await left()) === fileCount) await sleep(1);
    await pair.kill(0);
    await cut;
    const remaining = await left();
    assert.ok(remaining > 0 && remaining < fileCount, `${remaining} files`);
    assert.ok(await db('directus_users').where({ id: leaver.id }).first(), 'whole until the end');
    assert.deepEqual(await eraseDue(two), [], 'as long as the claim holds');
    await db('genie_deletions').update({ claimed_until: 0 });
    assert.deepEqual(await eraseDue(two), [leaver.id]);
    assert.deepEqual(await findTraces(db, [leaver.id, leaver.email]), []);
    assert.deepEqual(await readdir(uploads), []);
  });
});
