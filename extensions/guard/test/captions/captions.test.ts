import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, suite, test } from 'node:test';
import {
  captionPaths,
  type KeepCaptionsAnswer,
  type ListCaptionsAnswer,
  maxKeptCaptions,
} from '@genie-helper/guard-protocol';
import { toSearchText } from '../../src/captions/search-text.ts';
import { askGuard } from '../support/account-links.ts';
import { type DirectusPair, startPair } from '../support/directus-pair.ts';
import { testedDatabase } from '../support/postgres.ts';

const { client, skip } = testedDatabase();

suite(`captions of two Directus on ${client}`, { skip }, () => {
  let pair: DirectusPair;

  before(async () => {
    pair = await startPair(client, {});
  });
  after(async () => {
    await pair?.stop();
  });

  const captionOf = (userId: string, text: string, at = '2026-03-01T09:30:00.000Z') => ({
    ...{ id: randomUUID(), userId, text, platform: 'x', tone: 'warm', topic: 'Crème brûlée' },
    ...{ length: 'short', model: 'builtin', source: 'single', job: null, writtenAt: at },
  });
  const keep = (captions: object[], caller = pair.one) =>
    askGuard(caller, captionPaths.keep, { captions });
  const listOf = async (userId: string, more: object = {}) => {
    const body = { userId, limit: 10, offset: 0, ...more };
    const { status, data, text } = await askGuard(pair.two, captionPaths.list, body);
    assert.equal(status, 200, text);
    return data as ListCaptionsAnswer;
  };

  test('are kept once by both, and found by words', async () => {
    const { id } = await pair.one.admin.createUser();
    const caption = captionOf(id, 'The 100% best');
    const answers = await Promise.all([keep([caption]), keep([caption], pair.two)]);
    assert.deepEqual(
      answers.map(({ status }) => status),
      [200, 200],
    );
    const { captions, total } = await listOf(id, { words: 'CREME 100 best' });
    const { userId: _, ...rest } = caption;
    assert.deepEqual([captions, total], [[rest], 1]);
    assert.equal((await listOf(id, { words: 'other' })).total, 0);
  });

  test('of users who are gone are left out, beside those of others', async () => {
    const [there, gone] = [await pair.one.admin.createUser(), randomUUID()];
    const { data } = await keep([captionOf(gone, 'a'), captionOf(there.id, 'b')]);
    assert.equal((data as KeepCaptionsAnswer).kept, 1);
    assert.equal((await listOf(gone)).total, 0);
    assert.equal((await listOf(there.id)).total, 1);
  });

  test('are bounded: the oldest of whoever has too many go', async () => {
    const [full, other] = [await pair.one.admin.createUser(), await pair.one.admin.createUser()];
    const rows = Array.from({ length: maxKeptCaptions }, (_, n) => ({
      ...{ id: randomUUID(), user: full.id, text: `${n}`, platform: 'x', tone: '', topic: '' },
      ...{ length: 'short', model: '', source: 'single', search_text: '' },
      date_created: new Date(1_700_000_000_000 + n),
    }));
    await pair.db.batchInsert('captions', rows, 100);
    await keep([captionOf(other.id, 'stays', '2001-01-01T00:00:00.000Z')]);
    await keep([captionOf(full.id, 'new one'), captionOf(full.id, 'new two')]);
    const { total } = await listOf(full.id);
    assert.equal(total, maxKeptCaptions);
    const { captions } = await listOf(full.id, { offset: maxKeptCaptions - 1 });
    assert.equal(captions[0]?.text, '2');
    assert.equal((await listOf(other.id)).total, 1);
  });

  test('are open to the secret alone, and to nothing that is no caption', async () => {
    const { id } = await pair.one.admin.createUser();
    for (const path of Object.values(captionPaths)) {
      assert.equal((await askGuard(pair.one, path, { userId: id }, {})).status, 401);
      assert.equal((await askGuard(pair.one, path, { userId: 'x' })).status, 400);
    }
    for (const wrong of [{ text: '' }, { writtenAt: 'x' }, { source: 'x' }, { id: 'x' }]) {
      assert.equal((await keep([{ ...captionOf(id, 'a'), ...wrong }])).status, 400);
    }
    assert.equal((await keep(Array.from({ length: 101 }, () => captionOf(id, 'a')))).status, 400);
    assert.equal((await listOf(id)).total, 0);
  });
});

test('a text is searched without case, accents and punctuation', () => {
  const forms = [
    ['Crème BRÛLÉE', 'creme brulee'],
    ['ΟΔΟΣ οδός', 'οδοσ οδοσ'],
    ['Straße, İstanbul ısı', 'strasse istanbul isi'],
    ["Don't_stop #beach-day", 'dont stop beach day'],
    ['ﬁne １２３', 'fine 123'],
    ['❤️ 👩‍🚀', '❤ 👩🚀'],
  ];
  for (const [text = '', searched] of forms) assert.equal(toSearchText(text), searched);
});
