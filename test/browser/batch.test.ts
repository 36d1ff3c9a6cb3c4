import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, describe, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { assertAccessible } from './support/check-page.ts';
import { launchBrowser } from './support/open-tab.ts';
import { openAs } from './support/sign-in.ts';
import { type System, startSystem } from './support/start-system.ts';

let system: System;
let browser: Browser;

before(async () => {
  const queuePolicy = { attempts: 3, backoffMs: 50, requeueMs: 100, concurrency: 2 };
  [system, browser] = await Promise.all([
    startSystem({ withModel: true, api: { queuePolicy } }),
    launchBrowser(),
  ]);
});

after(async () => {
  await browser?.close();
  await system?.stop();
});

const open = async (path = '/batch') => openAs(browser, system, await system.createUser(), path);
const start = (page: Page) => page.getByRole('button', { name: /^Start/ });
const state = (page: Page, name: string) => page.getByRole('heading', { level: 2, name });

async function giveTable(page: Page, table: string): Promise<void> {
  await page.getByText('A table', { exact: true }).click();
  await page.getByRole('textbox', { name: 'Table' }).fill(table);
}

/** What the page has the browser save. */
async function exported(page: Page): Promise<{ name: string; text: string }> {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Export CSV' }).click(),
  ]);
  return {
    name: download.suggestedFilename(),
    text: await readFile(await download.path(), 'utf8'),
  };
}

describe('a batch', () => {
  test('is put together from lines, watched, kept over a reload, and exported', async () => {
    const { page, problems } = await open();
    assert.equal(await page.title(), 'Batch · Genie Helper');
    await page.getByText('No batch yet').waitFor();
    await assertAccessible(page, 'no batch yet');
    await page.getByLabel('Topics', { exact: true }).fill('photo set\n\nquestions tonight\n');
    await page.getByLabel('Platform').selectOption('x');
    await page.getByRole('region', { name: 'Rows of the batch' }).waitFor();
    // It holds one item until the page has seen the batch under way, and was loaded anew.
    const seen = Promise.withResolvers<void>();
    system.model?.behave(
      { answer: '=cmd() is a joke, "really". Do you like it?' },
      { answer: 'It is up now. Which one would you keep?', after: seen.promise },
    );
    await page.getByRole('button', { name: 'Start 2 captions' }).click();
    await state(page, 'Being written').waitFor();
    const { search } = new URL(page.url());
    assert.match(search, /^\?job=[\w-]{36}$/);
    await assertAccessible(page, 'a batch under way');
    await page.reload();
    await state(page, 'Being written').waitFor();
    // A caption is there before the batch is over.
    await page.getByRole('button', { name: 'Copy caption 1' }).waitFor();
    await page.getByText(/^1 written, 1 to go\./).waitFor();
    seen.resolve();
    await state(page, 'Done').waitFor();
    assert.equal(new URL(page.url()).search, search);
    await page.getByText('2 written.').waitFor();
    await page.getByText('questions tonight').waitFor();
    await assertAccessible(page, 'a batch that is done');

    const { name, text } = await exported(page);
    assert.match(name, /^captions-2\d{3}-\d\d-\d\d-\d\d-\d\d\.csv$/);
    assert.ok(text.startsWith('\uFEFFnumber,platform,topic,status,caption,model,error\r\n'));
    assert.ok(
      text.includes(`1,x,photo set,written,"'=cmd() is a joke, ""really"". Do you like it?",`),
      text,
    );
    await page.getByRole('button', { name: 'Copy caption 1' }).click();
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    assert.equal(copied, '=cmd() is a joke, "really". Do you like it?');
    assert.deepEqual(problems(), []);
  });

  test('is listed among the latest, and opened from there', async () => {
    const { page } = await open();
    await page.getByLabel('Topics', { exact: true }).fill('photo set');
    await start(page).click();
    await state(page, 'Done').waitFor();
    await page.getByRole('button', { name: 'New batch' }).click();
    await start(page).waitFor();
    assert.equal(await page.getByLabel('Topics', { exact: true }).inputValue(), '');
    const latest = page.getByRole('region', { name: 'Your latest batches' });
    await latest.getByText('Done').waitFor();
    await latest.getByRole('link', { name: 'One caption for OnlyFans: 1 written' }).click();
    await state(page, 'Done').waitFor();
  });

  test('that is opened on another device knows what was asked for', async () => {
    const user = await system.createUser();
    const { page } = await openAs(browser, system, user, '/batch');
    await giveTable(page, 'platform,topic\nx,photo set\nonlyfans,a schoolgirl after class\n');
    await start(page).click();
    await page.getByText('1 written, 1 failed.').waitFor();
    const { search } = new URL(page.url());
    const other = await openAs(browser, system, user, `/batch${search}`);
    await other.page.getByText('2 captions for X and OnlyFans', { exact: true }).waitFor();
    await other.page.getByText('photo set', { exact: true }).waitFor();
    assert.match((await exported(other.page)).text, /\n1,x,photo set,written,/);
    await other.page.getByRole('button', { name: 'Put what failed into a new batch' }).click();
    await other.page.getByRole('cell', { name: 'a schoolgirl after class' }).waitFor();
  });

  test('is cancelled once that is confirmed: what is written stays, and it can go on', async () => {
    const { page, problems } = await open();
    await page
      .getByLabel('Topics', { exact: true })
      .fill('photo set\nquestions tonight\nnew shoes');
    const never = Promise.withResolvers<void>();
    system.model?.behave(
      { answer: 'It is up now. Which one would you keep?' },
      { answer: 'What would you ask me tonight?', after: never.promise },
      { answer: 'Which ones should I wear first?', after: never.promise },
    );
    await start(page).click();
    await page.getByText(/^1 written, 2 to go\./).waitFor();
    await page.getByRole('button', { name: 'Cancel the batch' }).click();
    const question = page.getByRole('dialog', { name: 'Cancel this batch?' });
    await question.getByText('The caption that is written stays.').waitFor();
    await assertAccessible(page, 'the question before a batch is cancelled');
    await question.getByRole('button', { name: 'Keep writing' }).click();
    await state(page, 'Being written').waitFor();
    await page.getByRole('button', { name: 'Cancel the batch' }).click();
    await question.getByRole('button', { name: 'Cancel the batch' }).click();
    await state(page, 'Cancelled').waitFor();
    await page.getByText('1 written, 2 cancelled.').waitFor();
    await page.getByRole('button', { name: 'Copy caption 1' }).waitFor();
    await assertAccessible(page, 'a cancelled batch');
    never.resolve();
    await page.getByRole('button', { name: 'Go on with it' }).click();
    await state(page, 'Done').waitFor();
    await page.getByText('3 written.').waitFor();
    assert.deepEqual(problems(), []);
  });

  test('that waits for its next try counts down to it', async () => {
    const queuePolicy = { attempts: 2, backoffMs: 900_000, requeueMs: 100, concurrency: 2 };
    const slow = await system.startApi({ queuePolicy });
    const { page, problems } = await openAs(browser, slow, await system.createUser(), '/batch');
    await page.getByLabel('Topics', { exact: true }).fill('photo set\nquestions tonight');
    system.model?.behave({ answer: 'It is up now. Which one would you keep?' }, { status: 500 });
    await start(page).click();
    const countdown = page.getByText(/^Trying 1 again in \d+ s\.$/);
    await countdown.waitFor();
    const before = await countdown.textContent();
    await page.waitForFunction((text) => !document.body.innerText.includes(text), String(before));
    await countdown.waitFor();
    await state(page, 'Goes on soon').waitFor();
    await assertAccessible(page, 'a batch that waits');
    assert.deepEqual(problems(), []);
  });

  test('of somebody else is not shown', async () => {
    const owner = await open();
    await owner.page.getByLabel('Topics', { exact: true }).fill('photo set');
    await start(owner.page).click();
    await state(owner.page, 'Done').waitFor();
    const { search } = new URL(owner.page.url());
    const { page } = await open(`/batch${search}`);
    await page.getByText('There is no such job.').waitFor();
    await assertAccessible(page, 'a batch that is not there');
  });
});

describe('a table', () => {
  test('is not sent before what is wrong in it is fixed; each problem names its row and field', async () => {
    const { page } = await open();
    await giveTable(page, 'topic,platform,notes\nphoto set,myspace,1\nquestions,x,2\n');
    await page
      .getByText(/^Row 2, platform: “myspace” is not known\. Use one of onlyfans/)
      .waitFor();
    await page.getByText('Fix one row first.').waitFor();
    await page.getByText('Not read: notes.').waitFor();
    assert.equal(await start(page).isDisabled(), true);
    await assertAccessible(page, 'a table with a problem');
    await page.getByText('To fix 1').click();
    assert.equal(await page.getByRole('cell', { name: 'questions' }).count(), 0);
    await giveTable(page, 'topic,platform\nphoto set,reddit\nquestions,x\n');
    await page.getByRole('button', { name: 'Start 2 captions', disabled: false }).waitFor();
  });

  test('comes from a file, by the button or dropped', async () => {
    const { page } = await open();
    await page.getByText('A table', { exact: true }).click();
    const give = (content: Buffer) =>
      page.locator('input[type=file]').setInputFiles({
        name: 'topics.csv',
        mimeType: 'text/csv',
        buffer: content,
      });
    await give(Buffer.from('topic\nbrühe', 'latin1'));
    await page.getByText('topics.csv, read as Western European (Windows).').waitFor();
    await page.getByRole('cell', { name: 'brühe', exact: true }).waitFor();
    await give(Buffer.from('\uFEFFtopic;tone\r\n"brühe; mit";warm\r\n'));
    await page.getByRole('cell', { name: 'brühe; mit' }).waitFor();
    await page.getByRole('button', { name: 'Start one caption' }).waitFor();
    const dropped = await page.evaluateHandle(() => {
      const transfer = new DataTransfer();
      transfer.items.add(new File(['topic\ndropped one\n'], 'dropped.csv', { type: 'text/csv' }));
      return transfer;
    });
    await page
      .getByRole('textbox', { name: 'Table' })
      .dispatchEvent('drop', { dataTransfer: dropped });
    await page.getByRole('cell', { name: 'dropped one' }).waitFor();
  });

  test('is mapped by hand, without the rows to fix, and split; nothing is sent twice', async () => {
    const user = await system.createUser();
    const { page, problems } = await openAs(browser, system, user, '/batch', { phone: true });
    const topics = Array.from({ length: 101 }, (_, index) => `topic ${index + 1}`);
    const table = ['Where\tWhat', 'myspace\tlost', ...topics.map((topic) => `x\t${topic}`)];
    await giveTable(page, `${table.join('\n')}\n`);
    const columns = page.getByRole('region', { name: 'Columns' });
    await columns.getByLabel('The first row holds names').check();
    await columns.getByLabel('Column 1: Where').selectOption('platform');
    await columns.getByLabel('Column 2: What').selectOption('topic');
    await page.getByText('Row 2, platform: “myspace” is not known.').waitFor();
    await page.getByText('Fix one row first.').waitFor();
    await assertAccessible(page, 'columns mapped by hand');
    await page.getByLabel('Leave out the row to fix').check();
    await page.getByText('Started as 2 batches.').waitFor();

    // The second batch is accepted, and its answer lost; then the list of batches can't be read either.
    const sizes: number[] = [];
    await page.route('**/api/captions/batch', async (route) => {
      const { items } = route.request().postDataJSON();
      sizes.push(items.length);
      if (sizes.length === 1) return route.continue();
      await route.fetch();
      await page.route('**/api/queue/jobs?*', (list) => list.abort());
      return route.abort();
    });
    await page.getByRole('button', { name: 'Start 101 captions' }).click();
    await page.getByText(/Whether one more row was started isn’t known/).waitFor();
    await page.getByText('100 rows are started', { exact: true }).waitFor();
    await assertAccessible(page, 'one of two batches started');
    await page.unroute('**/api/queue/jobs?*');
    await page.reload();
    await page.getByText('100 rows are started', { exact: true }).waitFor();
    await page.getByLabel('Leave out the row to fix').check();
    await page.getByRole('button', { name: 'Start one caption' }).click();
    await page.getByText('101 rows are started', { exact: true }).waitFor();
    assert.deepEqual(sizes, [100, 1]);
    // What was left out is still there, to be fixed.
    await page.getByText('Row 2, platform: “myspace” is not known.').waitFor();
    await page.getByRole('link', { name: 'Batch 2, 1 row' }).click();
    await page.getByText('One caption for X', { exact: true }).waitFor();
    assert.deepEqual(problems(), []);
  });

  test('that is too long is told before it is sent', async () => {
    const { page, refusals } = await open();
    await giveTable(page, `topic\n${'photo set\n'.repeat(1_001)}`);
    await page.getByText(/^There are 1,001 rows; at most 1,000/).waitFor();
    assert.equal(await start(page).isDisabled(), true);
    assert.deepEqual(refusals(), []);
  });

  test('is still there after the session has ended', async () => {
    const user = await system.createUser();
    const { page } = await openAs(browser, system, user, '/batch');
    await giveTable(page, 'topic\nphoto set\n');
    await system.api.request('POST', `/api/admin/users/${user.id}/sign-out`, {
      token: system.directus.adminToken,
    });
    await start(page).click();
    await page.getByText('Your session has ended.').waitFor();
    await page.getByLabel('E-mail').fill(user.email);
    await page.getByLabel('Password', { exact: true }).fill(user.password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('cell', { name: 'photo set' }).waitFor();
    await page.getByRole('button', { name: 'Start one caption' }).waitFor();
  });
});

describe('what failed', () => {
  test('is shown with its reason, and goes into a new batch', async () => {
    const { page } = await open();
    await giveTable(page, 'platform,topic\nx,photo set\nonlyfans,a schoolgirl after class\n');
    await start(page).click();
    await page.getByText('1 written, 1 failed.').waitFor();
    await page.getByText('Failed 1', { exact: true }).click();
    await page.getByText('Not written. This topic is refused').waitFor();
    assert.equal(await page.getByRole('button', { name: /^Copy caption/ }).count(), 0);
    await assertAccessible(page, 'a batch with a failure');
    await page.getByRole('button', { name: 'Put what failed into a new batch' }).click();
    await page.getByRole('button', { name: 'Start one caption' }).waitFor();
    await page.getByRole('cell', { name: 'a schoolgirl after class' }).waitFor();
  });

  test('as a whole is started again', async () => {
    const { page } = await open();
    await page.getByLabel('Topics', { exact: true }).fill('photo set');
    system.model?.behave({ status: 500 }, { status: 500 }, { status: 500 });
    await start(page).click();
    await state(page, 'Failed').waitFor();
    await page.getByText('None of the captions could be written').waitFor();
    await assertAccessible(page, 'a failed batch');
    await page.getByRole('button', { name: 'Try again' }).click();
    await state(page, 'Done').waitFor();
    await page.getByText('1 written.').waitFor();
  });
});
