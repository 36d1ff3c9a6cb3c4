import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { codeOf } from '../../../../test/support/one-time-code.ts';
import { type DirectusPair, startPair } from './directus-pair.ts';
import { bringTwice, dump, enrolled, logIn, outcomeOf } from './two-factor.ts';

/**
 * What holds of second factors over two Directus processes on one database.
 *
 * @param tries how often a code is brought to both at one moment
 */
export function describeTwoFactor(
  client: 'sqlite3' | 'pg',
  tries: number,
  skip: string | false,
): void {
  describe(`second factors at two Directus on ${client}`, { skip }, () => {
    let pair: DirectusPair;
    before(async () => {
      pair = await startPair(client, { LOGIN_LIMIT_USER_SESSIONS: '100000' });
    });
    after(() => pair?.stop());

    test(`of a code that comes to both at one moment one counts, ${tries} times`, async () => {
      const user = await enrolled(pair.one);
      const counts = await bringTwice(pair, user, tries, async () => {
        await pair.db('genie_second_factors').where({ user: user.id }).update({ last_step: 0 });
        return codeOf(user.secret);
      });
      assert.deepEqual(counts, { 1: tries });
    });

    test(`of a recovery code that comes to both one counts, ${tries} times`, async () => {
      const user = await enrolled(pair.one);
      const [code = ''] = user.recoveryCodes;
      const rows = await pair.db('genie_recovery_codes').where({ user: user.id });
      const counts = await bringTwice(pair, user, tries, async () => {
        await pair.db('genie_recovery_codes').insert(rows).onConflict().ignore();
        await pair.db('genie_code_attempts').where({ user: user.id }).delete();
        return code;
      });
      assert.deepEqual(counts, { 1: tries });
    });

    test('ten wrong codes are looked at, though half of them comes to each', async () => {
      const user = await enrolled(pair.one);
      const answers = await Promise.all(
        Array.from({ length: 40 }, (_, index) =>
          logIn(index % 2 === 0 ? pair.one : pair.two, user, '000000'),
        ),
      );
      const outcomes = answers.map(outcomeOf);
      assert.equal(outcomes.filter((one) => one === 'INVALID_OTP').length, 10);
      assert.equal(outcomes.filter((one) => one === 'REQUESTS_EXCEEDED').length, 30);
      assert.equal(
        outcomeOf(await logIn(pair.two, user, codeOf(user.secret))),
        'REQUESTS_EXCEEDED',
      );
      // An hour later.
      await pair.db('genie_code_attempts').where({ user: user.id }).update({ at: 1 });
      assert.equal(outcomeOf(await logIn(pair.two, user, codeOf(user.secret))), 'ok');
    });

    test('a copy of the database has neither a secret nor a code in it', async () => {
      const user = await enrolled(pair.two);
      const text = await dump(pair.db);
      assert.ok(text.includes(user.id));
      assert.ok(!text.includes(user.secret));
      for (const code of user.recoveryCodes) {
        assert.ok(!text.includes(code) && !text.includes(code.replaceAll('-', '')));
      }
      // What stands where Directus keeps a secret opens nothing.
      const row = await pair.db('directus_users').where({ id: user.id }).first('tfa_secret');
      const marker = String(row?.tfa_secret);
      const guesses = [marker, marker.replace(/^genie1:/, '')].map((secret) => codeOf(secret));
      for (const otp of [...guesses, marker]) {
        assert.equal(outcomeOf(await logIn(pair.one, user, otp)), 'INVALID_OTP');
      }
    });

    test('who is emptied of it by SQL is rid of all of it, and told', async () => {
      const user = await enrolled(pair.one);
      await pair.db('directus_users').where({ id: user.id }).update({ tfa_secret: null });
      for (const table of ['genie_second_factors', 'genie_recovery_codes']) {
        assert.deepEqual(await pair.db(table).where({ user: user.id }), [], table);
      }
      const notices = await pair.db('genie_notices').where({ user: user.id }).select('kind');
      const kinds = notices.map(({ kind }) => kind);
      assert.deepEqual(kinds.sort(), ['second-factor-off', 'second-factor-on']);
      assert.equal(outcomeOf(await logIn(pair.two, user)), 'ok');
    });
  });
}
