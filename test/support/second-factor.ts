import assert from 'node:assert/strict';
import { codeOf, untilEarlierCodeCounts } from './one-time-code.ts';
import type { TestApi } from './start-api.ts';

/** A second factor that was just set up. */
export interface TestFactor {
  secret: string;
  recoveryCodes: string[];
}

/** Sets a second factor up as its owner does. Of the codes that count now only those of this step and the next are left. */
export async function setUpSecondFactor(
  api: Pick<TestApi, 'request'>,
  { token, password }: { token: string; password: string },
): Promise<TestFactor> {
  const begun = await api.request('POST', '/api/account/two-factor', {
    token,
    body: { currentPassword: password },
  });
  assert.equal(begun.status, 200, begun.text);
  const secret = String(begun.body.secret);
  await untilEarlierCodeCounts();
  const confirmed = await api.request('POST', '/api/account/two-factor/confirm', {
    token,
    body: { otp: codeOf(secret, -1) },
  });
  assert.equal(confirmed.status, 200, confirmed.text);
  return { secret, recoveryCodes: confirmed.body.recoveryCodes as string[] };
}
