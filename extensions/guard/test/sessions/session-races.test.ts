import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { cookieOf, cookieToken } from '../support/caller.ts';
import {
  countLines,
  type GuardedDirectus,
  startGuardedDirectus,
} from '../support/guarded-directus.ts';
import { logIn } from '../support/revocation-events.ts';

let directus: GuardedDirectus;

before(async () => {
  directus = await startGuardedDirectus();
});
after(async () => {
  await directus?.stop();
});

test('renewals of one session at the same moment all succeed, and go on with the same session', async () => {
  const { cookie } = await logIn(directus, await directus.admin.createUser(), 'session');
  let current = cookie;
  for (let round = 0; round < 20; round += 1) {
    const answers = await Promise.all(
      Array.from({ length: 4 }, () => directus.withCookie('/auth/refresh', 'session', current)),
    );
    assert.deepEqual(
      answers.map(({ status }) => status),
      [200, 200, 200, 200],
    );
    const sessions = answers.map((answer) => sessionOf(cookieToken(cookieOf(answer))));
    assert.equal(new Set(sessions).size, 1);
    const [first] = answers;
    assert.ok(first);
    current = cookieOf(first);
  }
  assert.notEqual(await directus.identityOf(cookieToken(current)), null);
  assert.equal(countLines(directus.lines, 'was used again'), 0);
});

/** The session that a token names. */
function sessionOf(token: string): string {
  const payload = Buffer.from(token.split('.')[1] ?? '', 'base64url').toString();
  return String((JSON.parse(payload) as { session: unknown }).session);
}
