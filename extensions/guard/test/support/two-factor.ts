import assert from 'node:assert/strict';
import { type BeginAnswer, type ConfirmAnswer, twoFactorPaths } from '@genie-helper/guard-protocol';
import type { Knex } from 'knex';
import { field, type TestAnswer, type TestUser } from '../../../../test/support/directus-client.ts';
import { codeOf, untilEarlierCodeCounts } from '../../../../test/support/one-time-code.ts';
import { askGuard } from './account-links.ts';
import { type Caller, cookieToken } from './caller.ts';

type Asked = Pick<Caller, 'admin'>;

/** Logs in, with what comes as the second factor if anything does. */
export function logIn(
  { admin }: Asked,
  { email, password }: TestUser,
  otp?: string,
): Promise<TestAnswer> {
  return admin.request('POST', '/auth/login', { email, password, otp }, null);
}

/** The token of a session that a login has just begun, as our API proves a password. */
export async function prove({ admin }: Asked, { email, password }: TestUser): Promise<string> {
  return cookieToken((await admin.login(email, password, 'session')).cookie);
}

/** Asks the guard to begin. */
export async function begin(caller: Asked, user: TestUser): Promise<BeginAnswer> {
  const proof = await prove(caller, user);
  const { status, data, text } = await askGuard(caller, twoFactorPaths.begin, { proof });
  assert.equal(status, 200, text);
  return data as BeginAnswer;
}

/** Sets a second factor up; its code of the step before is used by that. */
export async function enrol(caller: Asked, user: TestUser) {
  const begun = await begin(caller, user);
  assert.equal(begun.verdict, 'begun');
  await untilEarlierCodeCounts();
  const { secret = '' } = begun as { secret?: string };
  const body = { userId: user.id, otp: codeOf(secret, -1) };
  const { data, text } = await askGuard(caller, twoFactorPaths.confirm, body);
  const confirmed = data as ConfirmAnswer;
  if (confirmed.verdict !== 'confirmed') throw new Error(`not confirmed: ${text}`);
  return { secret, recoveryCodes: confirmed.recoveryCodes };
}

/** A new user with a second factor. */
export async function enrolled(caller: Asked, fields: Record<string, unknown> = {}) {
  const user = await caller.admin.createUser(fields);
  return { ...user, ...(await enrol(caller, user)) };
}

/** The code of an error of Directus; `ok` where there is none. */
export function outcomeOf({ status, body }: TestAnswer): string {
  if (status === 200) return 'ok';
  const errors = field(body, 'errors');
  const [first] = Array.isArray(errors) ? errors : [];
  return String(field(field(first, 'extensions'), 'code') ?? status);
}

/**
 * Brings one thing to two processes at one moment, many times.
 *
 * @param again makes it count anew
 * @returns how often that many of the two got in: `{1: 10}` where exactly one did each of ten times
 */
export async function bringTwice(
  { one, two }: { one: Asked; two: Asked },
  user: TestUser,
  tries: number,
  next: () => Promise<string>,
): Promise<Record<number, number>> {
  const counts: Record<number, number> = {};
  for (let count = 0; count < tries; count += 1) {
    const otp = await next();
    const answers = await Promise.all([logIn(one, user, otp), logIn(two, user, otp)]);
    const outcomes = answers.map(outcomeOf);
    const others = outcomes.filter((outcome) => outcome !== 'ok' && outcome !== 'INVALID_OTP');
    assert.deepEqual(others, []);
    const passed = outcomes.filter((outcome) => outcome === 'ok').length;
    counts[passed] = (counts[passed] ?? 0) + 1;
  }
  return counts;
}

/** Every row of every table, as one text. */
export async function dump(db: Knex): Promise<string> {
  const isPg = db.client.config.client === 'pg';
  const { rows = undefined, ...list } = await db.raw(
    isPg
      ? "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'"
      : "SELECT name FROM sqlite_master WHERE type = 'table'",
  );
  const tables = (rows ?? Object.values(list)) as { name: string }[];
  const texts = await Promise.all(
    tables.map(async ({ name }) => JSON.stringify(await db(name).select('*'))),
  );
  return texts.join('\n');
}
