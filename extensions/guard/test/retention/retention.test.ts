import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { verifyChain } from '@genie-helper/audit-chain';
import {
  type RetentionStatus,
  type RetentionStepAnswer,
  type RetentionStepRequest,
  retentionPaths,
} from '@genie-helper/guard-protocol';
import { askGuard } from '../support/account-links.ts';
import type { Caller } from '../support/caller.ts';
import { type DirectusPair, startPair } from '../support/directus-pair.ts';
import { createOldRows } from '../support/old-rows.ts';
import { testedDatabase } from '../support/postgres.ts';

const { client, skip } = testedDatabase();
/** What differs from what is so where nobody sets it; batches 90, claims 1, mails 1, tokens 7, sessions 1. */
const env = {
  AUDIT_RETENTION_DAYS: '400',
  REVISION_RETENTION_DAYS: '200',
  CHAT_RETENTION_DAYS: '365',
};

describe(`retention (${client})`, { skip }, () => {
  let pair: DirectusPair;
  let rows: ReturnType<typeof createOldRows>;

  before(async () => {
    pair = await startPair(client, env);
    const { id } = await pair.one.admin.createUser();
    rows = createOldRows(pair.db, id);
  });
  after(() => pair?.stop());

  async function step(
    body: RetentionStepRequest = {},
    caller: Caller = pair.one,
  ): Promise<RetentionStepAnswer> {
    const { status, data, text } = await askGuard(caller, retentionPaths.step, body);
    assert.equal(status, 200, text);
    return data as RetentionStepAnswer;
  }

  /** A whole sweep, by both in turn. @returns what each kind lost */
  async function sweep(): Promise<Record<string, number>> {
    const sum: Record<string, number> = {};
    for (let count = 0, body: RetentionStepRequest = { begin: true }; ; count += 1, body = {}) {
      const { verdict, removed } = await step(body, count % 2 === 0 ? pair.one : pair.two);
      for (const [kind, gone] of Object.entries(removed)) sum[kind] = (sum[kind] ?? 0) + gone;
      if (verdict === 'done') return sum;
      assert.equal(verdict, 'more');
    }
  }

  async function isThere(table: string, key: string, value: string | number): Promise<boolean> {
    return (
      (await pair
        .db(table)
        .where({ [key]: value })
        .first(key)) !== undefined
    );
  }

  async function assertOnly(
    table: string,
    key: string,
    { stays, goes }: { stays: (string | number)[]; goes: (string | number)[] },
  ): Promise<void> {
    for (const value of stays) assert.ok(await isThere(table, key, value), `${table} ${value}`);
    for (const value of goes) assert.ok(!(await isThere(table, key, value)), `${table} ${value}`);
  }

  test('batches go 90 days after their end, and those that run never', async () => {
    const stays = [
      await rows.batch(89),
      await rows.batch(900, 'processing'),
      await rows.batch(900, 'queued'),
    ];
    const goes = [
      await rows.batch(91),
      await rows.batch(91, 'failed'),
      await rows.batch(91, 'cancelled'),
    ];
    assert.equal((await sweep()).batches, 3);
    await assertOnly('caption_jobs', 'id', { stays, goes });
  });

  test('captions of libraries go after a year', async () => {
    const [old, young] = [await rows.caption(366), await rows.caption(364)];
    assert.equal((await sweep()).captions, 1);
    await assertOnly('captions', 'id', { stays: [young], goes: [old] });
  });

  test('claims go after a day, but for the last one of what may still be written', async () => {
    const running = await rows.batch(5, 'processing');
    const ended = await rows.batch(5);
    const [first, last, young] = [
      await rows.batchClaim(running, 1, 5),
      await rows.batchClaim(running, 2, 5),
      await rows.batchClaim(ended, 1, 0.9),
    ];
    const over = await rows.batchClaim(ended, 2, 5);
    await sweep();
    await assertOnly('caption_job_writes', 'id', { stays: [last, young], goes: [first, over] });
  });

  test('messages go one by one, and a conversation once it is old and empty', async () => {
    const live = await rows.session(0);
    // Put back behind others, so that its number says nothing of its age.
    for (let count = 0; count < 1_100; count += 1) await rows.message(live, 1);
    const [old, young] = [await rows.message(live, 366), await rows.message(live, 364)];
    const over = await rows.session(366);
    await rows.message(over, 366);
    const empty = await rows.session(300);
    await sweep();
    await assertOnly('chat_messages', 'id', { stays: [young], goes: [old] });
    await assertOnly('chat_sessions', 'id', { stays: [live, empty], goes: [over] });
  });

  test('revisions go before the activity that they hang on, which waits for them', async () => {
    const [ancient, old, young] = [
      await rows.activity(201),
      await rows.activity(91),
      await rows.activity(89),
    ];
    const kept = await rows.activity(91);
    const first = await rows.revision(ancient);
    const child = await rows.revision(kept, first);
    await sweep();
    await assertOnly('directus_revisions', 'id', { stays: [child], goes: [first] });
    const activity = { stays: [young, kept], goes: [ancient, old] };
    await assertOnly('directus_activity', 'id', activity);
  });

  test('mails and notices go that were never sent, links, tokens and codes that are over', async () => {
    const mail = { stays: [await rows.mail(0.5)], goes: [await rows.mail(1.5)] };
    const notice = { stays: [await rows.notice(0.5)], goes: [await rows.notice(1.5)] };
    // One that a mail may bring once more stays, however short its life was.
    const link = {
      stays: [await rows.link(6), await rows.link(8, 1.9)],
      goes: [await rows.link(8)],
    };
    const attempt = { stays: [await rows.attempt(6)], goes: [await rows.attempt(8)] };
    const login = { stays: [await rows.login(0.5)], goes: [await rows.login(2)] };
    await sweep();
    await assertOnly('mail_outbox', 'id', mail);
    await assertOnly('genie_notices', 'id', notice);
    await assertOnly('genie_account_links', 'token_hash', link);
    await assertOnly('genie_code_attempts', 'id', attempt);
    await assertOnly('directus_sessions', 'token', login);
  });

  test('the access log goes up to a checkpoint, and what is left still verifies', async () => {
    const [first, second] = [await rows.entry(500), await rows.entry(401)];
    // No checkpoint proves it yet, though it's old.
    const unproven = await rows.entry(450);
    await pair.db('genie_audit_checkpoints').where({ seq: unproven }).delete();
    const young = await rows.entry(399);
    await sweep();
    const entries = { stays: [unproven, young], goes: [first, second] };
    await assertOnly('credential_access_log', 'seq', entries);
    await assertOnly('genie_audit_checkpoints', 'seq', { stays: [second, young], goes: [first] });
    const left = await pair.db('credential_access_log').orderBy('seq');
    const start = { seq: second, hash: left[0].previous_hash };
    const { fault } = await verifyChain(
      (async function* () {
        yield left;
      })(),
      { start },
    );
    assert.equal(fault, undefined);
  });

  test('the status tells what a sweep then removes', async () => {
    for (let count = 0; count < 1_200; count += 1) await rows.attempt(8);
    await rows.batch(100);
    const session = await rows.session(0);
    await rows.message(session, 400);
    const { data } = await askGuard(pair.two, retentionPaths.status, {});
    const status = data as RetentionStatus;
    assert.equal(status.days.audit, 400);
    assert.equal(status.days.batches, 90);
    assert.ok(status.bytes > 100_000);
    const foretold: Record<string, number> = {};
    for (const { kind, prunable } of status.tables) {
      if (prunable > 0) foretold[kind] = (foretold[kind] ?? 0) + prunable;
    }
    const attempts = status.tables.find(({ table }) => table === 'genie_code_attempts');
    assert.ok(attempts !== undefined && attempts.rows >= attempts.prunable);
    assert.ok(Math.abs(Number(attempts.oldest) - (Date.now() - 8 * 86_400_000)) < 60_000);
    for (const { table, oldest } of status.tables) {
      assert.ok(oldest === null || oldest <= Date.now() + 5_000, `${table} is from ${oldest}`);
    }
    const removed = Object.entries(await sweep()).filter(([, count]) => count > 0);
    assert.deepEqual(Object.fromEntries(removed), foretold);
    assert.equal(foretold.tokens, 1_200);
  });

  test('one process is at work at a time, and another goes on where it died', async () => {
    await sweep();
    assert.equal((await step()).verdict, 'resting');
    const mark = await rows.message(await rows.session(0), 400);
    const held = { claim: 'somebody', claimed_until: Date.now() + 60_000 };
    await pair.db('genie_retention').update({ ...held, next_at: 0, rule: 1, after_key: mark - 1 });
    assert.equal((await step({ begin: true }, pair.two)).verdict, 'busy');
    await pair.db('genie_retention').update({ claimed_until: Date.now() - 1 });
    assert.notEqual((await step({}, pair.two)).verdict, 'busy');
    assert.equal(await isThere('chat_messages', 'id', mark), false);
  });

  test('fifty steps at one moment remove each row once', async () => {
    const session = await rows.session(0);
    for (let count = 0; count < 300; count += 1) await rows.message(session, 400);
    await pair
      .db('genie_retention')
      .update({ claimed_until: 0, next_at: 0, rule: 0, after_key: 0 });
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        step({}, index % 2 === 0 || client === 'sqlite3' ? pair.one : pair.two),
      ),
    );
    // Whatever they got done, the rest of the sweep does what is left, and no row counts twice.
    for (let verdict = ''; verdict !== 'done' && verdict !== 'resting'; ) {
      const answer = await step();
      answers.push(answer);
      verdict = answer.verdict;
    }
    const removed = answers.reduce((sum, { removed: { chats = 0 } }) => sum + chats, 0);
    assert.equal(removed, 300);
  });

  test('only the secret and administrators may ask', async () => {
    const user = await pair.one.admin.createUser();
    const { accessToken } = await pair.one.admin.login(user.email, user.password);
    for (const path of Object.values(retentionPaths)) {
      assert.equal((await askGuard(pair.one, path, {}, {})).status, 401);
      assert.equal((await pair.one.admin.request('POST', path, {}, accessToken)).status, 401);
      assert.equal((await pair.one.admin.request('POST', path, {})).status, 200);
    }
    assert.equal((await askGuard(pair.one, retentionPaths.step, { begin: 1 })).status, 400);
  });
});
