import assert from 'node:assert/strict';
import type { CredentialSystem } from '../../../support/credential-system.ts';
import type { TestUser } from '../../../support/directus-client.ts';
import { headerOf, jsonOf, type RawAnswer, sendBytes } from './raw-exchange.ts';

/** A user with a token of its own. */
export type SignedInUser = TestUser & { token: string };

/** The last lines of a request that has no body and no request after it. */
export const last = ['Connection: close', '', ''] as const;

export async function signIn({ directus }: CredentialSystem): Promise<SignedInUser> {
  const user = await directus.admin.createUser();
  const { accessToken } = await directus.login(user.email, user.password);
  return { ...user, token: accessToken };
}

export const bearer = ({ token }: { token: string }) => `Authorization: Bearer ${token}`;

/** Sends lines as they are to the stack's API. @returns every answer that came */
export const sendLines = ({ api }: CredentialSystem, ...lines: string[]): Promise<RawAnswer[]> =>
  sendBytes(api.port, lines.join('\r\n'));

/** The same, where one answer has to come. */
export async function onlyAnswer(stack: CredentialSystem, ...lines: string[]): Promise<RawAnswer> {
  const answers = await sendLines(stack, ...lines);
  assert.equal(answers.length, 1, JSON.stringify(answers.map(({ status }) => status)));
  const [answer] = answers;
  assert.ok(answer !== undefined);
  return answer;
}

/** Holds that an answer is an error in the API's form, with one of these statuses. */
export function assertOurError(answer: RawAnswer, statuses: readonly number[]): void {
  assert.ok(statuses.includes(answer.status), `${answer.status} ${answer.text}`);
  const { ok, requestId } = jsonOf(answer);
  assert.equal(ok, false);
  assert.equal(headerOf(answer, 'x-request-id'), requestId);
}
